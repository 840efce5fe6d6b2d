import { readFileSync } from 'node:fs'

/**
 * Preloaded into a process, so that a test can shift its clocks. The file `CLOCKS_FILE` contains two numbers in milliseconds: the
 * offset of the wall clock, and that of the monotonic clock.
 */
const RealDate = Date
const monotonic = performance.now.bind(performance)

function shiftMs(place: 0 | 1): number {
  return Number(readFileSync(process.env['CLOCKS_FILE'] ?? '', 'utf8').split(' ')[place])
}

const shiftedNow = (): number => RealDate.now() + shiftMs(0)

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(shiftedNow()).toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [shiftedNow()] : args, newTarget),
  get: (target, name) => (name === 'now' ? shiftedNow : Reflect.get(target, name))
})

performance.now = () => monotonic() + shiftMs(1)
