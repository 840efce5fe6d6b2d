type Child = Node | string | null
type Listener = (event: Event) => void

/** An element with its attributes, listeners (functions, by the event's name) and children. Text is only ever text. */
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

/** The element of the page with this id, which has to be of this kind. */
export function find<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`the page has no #${id}`)
}

/** Text of the service, which speaks English whatever the page's language is. */
export function inEnglish(text: string): HTMLElement {
  return make('span', { lang: 'en' }, text)
}
