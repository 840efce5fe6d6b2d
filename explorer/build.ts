import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const pathOf = (name: string) => fileURLToPath(new URL(`./src/${name}`, import.meta.url))

/** The files of `explorer/dist/`, name → text: the page, its styles, and its program with the client. */
export async function buildExplorer(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [pathOf('page/main.ts'), pathOf('explorer.css')],
    entryNames: '[name]',
    outdir: pathOf('../dist'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    banner: { js: '// Generated from explorer/src by `npm run generate`.' },
    write: false
  })
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  return new Map([
    ['explorer.html', readFileSync(pathOf('explorer.html'), 'utf8')],
    ['explorer.js', textOf('.js')],
    ['explorer.css', textOf('.css')]
  ])
}
