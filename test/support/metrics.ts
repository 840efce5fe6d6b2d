import type { Test } from 'tap'

/** `/metrics` as text. */
export async function scrape(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

/** The value of a sample; 0 if there is none. `name` includes the labels. */
export async function sample(url: string, name: string): Promise<number> {
  const line = (await scrape(url)).split('\n').find((text) => text.startsWith(`${name} `))
  return Number(line?.slice(name.length) ?? 0)
}

/** Waits for a sample: a request is counted after its answer was sent, which may be just after the test has read it. */
export async function counts(t: Test, url: string, name: string, expected: number): Promise<void> {
  let found = await sample(url, name)
  for (let asked = 0; asked < 200 && found !== expected; asked++) found = await sample(url, name)
  t.equal(found, expected, name)
}
