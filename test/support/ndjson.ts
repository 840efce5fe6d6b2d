import type { ExportEnd } from '../../src/model/export-end.ts'

/** The end of an export: its last line. */
export function exportEnd(text: string): ExportEnd {
  return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '').end
}
