/** Follows `Link: rel="next"` from this URL to the end. Returns the number of accounts. */
export async function walkLinks(first: string): Promise<number> {
  let count = 0
  for (let url: string | null = first; url !== null;) {
    const answer: Response = await fetch(url)
    const page: { data: unknown[] } = JSON.parse(await answer.text())
    count += page.data.length
    const target: string | undefined = /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    url = target === undefined ? null : new URL(target, url).href
  }
  return count
}
