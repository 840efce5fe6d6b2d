import { loadShare } from './share.ts'

await loadShare(3)
