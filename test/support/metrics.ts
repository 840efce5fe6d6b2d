import type { Test } from 'tap'

/** `/metrics` as text. */
export async function scrape(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

/** A sample's value, 0 where there is none. `name` is the sample as it stands, labels included. */
export async function sample(url: string, name: string): Promise<number> {
  const line = (await scrape(url)).split('\n').find((text) => text.startsWith(`${name} `))
  return Number(line?.slice(name.length) ?? 0)
}

/** A request is counted when its answer was sent, which may be just after it was read: asks until it is, but not forever. */
export async function counts(t: Test, url: string, name: string, expected: number): Promise<void> {
  let found = await sample(url, name)
  for (let asked = 0; asked < 200 && found !== expected; asked++) found = await sample(url, name)
  t.equal(found, expected, name)
}
