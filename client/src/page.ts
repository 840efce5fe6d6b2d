// Read dynamically, because platforms without pages have no types for these.

/** Address of the page; undefined outside a browser. */
export function pageUrl(): string | undefined {
  const href = read('location', 'href')
  return typeof href === 'string' ? href : undefined
}

/** Whether the browser reports that it is offline. */
export function isOffline(): boolean {
  return read('navigator', 'onLine') === false
}

function read(name: string, member: string): unknown {
  const object: unknown = Reflect.get(globalThis, name)
  return typeof object === 'object' && object !== null ? Reflect.get(object, member) : undefined
}
