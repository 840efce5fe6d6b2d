type Child = Node | string | null
type Listener = (event: Event) => void

/** Creates an element with attributes, listeners (functions, by event name) and children. Strings become text, never HTML. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | boolean | Listener>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (typeof value === 'string') element.setAttribute(name, value)
    else element.toggleAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== null))
  return element
}

/** The element with this id. Throws if there is none of this kind. */
export function find<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`the page has no ${kind.name} with the id ${id}`)
}

/** Text from the service, marked as English in any language of the page. */
export function inEnglish(text: string): HTMLElement {
  return make('span', { lang: 'en' }, text)
}
