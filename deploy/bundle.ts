import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'

const root = resolve(import.meta.dirname, '..')

/** Output folder → its programs, name → source. Folders share no files, so an image can leave one out. */
const folders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  service: {
    server: 'src/server.ts',
    'create-key': 'src/process/create-key.ts',
    'health-check': 'src/process/health-check.ts'
  },
  sandbox: { sandbox: 'simulator/src/sandbox.ts', simulator: 'simulator/src/main.ts' }
}

/**
 * `node deploy/bundle.ts <folder>`: bundles the programs of the images with all packages. Names and lines stay unchanged, and a
 * comment names the file of each part, so that stack traces are readable without source maps.
 */
async function main(output: string): Promise<void> {
  for (const [name, entryPoints] of Object.entries(folders)) {
    const folder = join(output, name)
    const { metafile } = await build({
      entryPoints,
      outdir: folder,
      absWorkingDir: root,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node26',
      // Used on a developer's terminal only. The image does not contain it.
      external: ['pino-pretty'],
      // CommonJS packages expect these two.
      banner: {
        js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url), __dirname = import.meta.dirname"
      },
      legalComments: 'none',
      plugins: [filesOfSwaggerUi],
      metafile: true
    })
    const packages = new Set(
      Object.keys(metafile.inputs).map((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '')
    )
    writeFileSync(join(folder, 'LICENSES.txt'), licensesOf(packages))
    cpSync(join(root, swaggerUi, 'static'), join(folder, swaggerUi, 'static'), { recursive: true })
  }
}

const swaggerUi = 'node_modules/@fastify/swagger-ui'

/** Swagger UI's plugin serves files from a folder beside itself, so the bundle keeps them under the same path. */
const filesOfSwaggerUi: Plugin = {
  name: 'files-of-swagger-ui',
  setup(building) {
    building.onLoad({ filter: /@fastify\/swagger-ui\/.*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('__dirname', `(__dirname + '/${relative(root, dirname(path))}')`)
    }))
  }
}

function licensesOf(packages: ReadonlySet<string>): string {
  return Array.from(packages)
    .toSorted()
    .filter((folder) => folder !== '' && existsSync(join(root, folder)))
    .map((folder) => {
      const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name))
      return `${folder}\n\n${file === undefined ? 'See its package.json.' : readFileSync(join(root, folder, file), 'utf8').trim()}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

await main(resolve(process.argv[2] ?? 'dist'))
