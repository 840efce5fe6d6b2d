import { registerHooks } from 'node:module'
import { fileText } from './deployment.ts'

// Preloaded (`node --import`), it hides the packages that `npm ci --omit=dev` leaves out, and the images lack.
const { packages } = JSON.parse(fileText('package-lock.json'))

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    // Its key in the lock file: `node_modules/a`, `node_modules/a/node_modules/@b/c`.
    const [place = ''] = /\bnode_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(found.url) ?? []
    if (packages[place]?.dev !== true) return found
    throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' })
  }
})
