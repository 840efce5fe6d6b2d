import type { SourceObserver } from '../upstream/observer.ts'

/** Several observers as one: each is told everything, in their order. */
export function observeWith(...observers: readonly SourceObserver[]): SourceObserver {
  return {
    onCall: (call) => observers.forEach((observer) => observer.onCall(call)),
    onRefusal: (source, slug) => observers.forEach((observer) => observer.onRefusal(source, slug)),
    onRead: (source, from) => observers.forEach((observer) => observer.onRead(source, from))
  }
}
