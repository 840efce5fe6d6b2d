/** Phrases that are hard to read, and what to write instead. The list is short, so that it is rarely wrong. */
const phrases: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/(?<![=/?:])nobody(?![@'&`])/, 'name who: no caller, no other instance'],
  [/who(?:so|s)?ever/, 'name who: a caller, an operator'],
  [/(?:un)?told/, 'say which value: "the reported total", "without a warning"'],
  [/(?:stands?|stood|standing) in/, '"is in", "replaces", or "is served instead"'],
  [/(?:left|leaves?|leaving) (?:it |them )?alone/, 'name it: the circuit breaker is open, unchanged'],
  [/kin/, 'name the pattern: `<SOURCE>_TIMEOUT_MS`'],
  [/it may be,/, '"possibly", or two sentences'],
  [/for want of/, '"without", "because … is missing"'],
  [/in vain/, '"without success"'],
  [/at most(?=[.;:!)'`]|$| \*\/)/, 'limit first: "Max 50 keys."'],
  [/cannot be had/, '"is unavailable", "cannot be opened"'],
  [/anew/, '"again", "fresh"'],
  [/mend(?:s|ed|ing)?/, '"fix", "help"'],
  [/(?:goes|go|went) along/, '"is sent with"'],
  [/(?:not |never )?believed?/, '"accepted", "trusted"'],
  [/dear(?:er|est)/, '"expensive", "costs more"'],
  [/vanish(?:es|ed)?/, '"be unavailable", "end", "disappear"'],
  [/of no use/, '"invalid", "unusable"'],
  [/(?:is|are|was|were) away/, '"is unavailable"'],
  [/ask(?:s|ed)? for leave/, '"acquires a permit"'],
  [/as far as it goes/, 'say the limit'],
  [/without a word/, '"without an answer", "without a warning"'],
  [/one['’]s own/, "name whose: the caller's, a custom"],
  [/in silence/, '"silently", "without a warning"']
]
const all = phrases.map(([pattern, advice]) => ({
  pattern: new RegExp(`(?<![\\w-])(?:${pattern.source.replaceAll(' ', ' +')})(?![\\w-])`, 'gi'),
  advice
}))

/** Text → each phrase to avoid, with its line. Phrases are found across line ends, also in comments and quotations. */
export function findPhrases(text: string): { line: number; phrase: string; advice: string }[] {
  const flat = text.replaceAll(/\r?\n[ \t]*(?:\/\/|\*(?!\/)|#|>)?[ \t]*/g, (lineEnd) => ' '.repeat(lineEnd.length))
  return all
    .flatMap(({ pattern, advice }) =>
      [...flat.matchAll(pattern)].map(({ 0: phrase, index }) => ({
        line: text.slice(0, index).split('\n').length,
        phrase,
        advice
      }))
    )
    .toSorted((one, other) => one.line - other.line)
}
