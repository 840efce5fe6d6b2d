import { Pool, type Dispatcher } from 'undici'
import { libraryFailure } from './map-undici-error.ts'
import type { UpstreamAnswer, UpstreamRequest } from './message.ts'
import { readBody, tooLarge } from './body.ts'
import type { CallScope } from './deadline.ts'

export interface ClientOptions {
  /** Scheme, host and port. */
  readonly origin: string
  /** Sockets at most. */
  readonly connections: number
  /** Bytes of an answer at most, before and after decompression. */
  readonly maxBodyBytes: number
  /** The source's timeout: connecting alone may not take longer either. */
  readonly timeoutMs: number
}

/** The outgoing side of one source: its own sockets, shared with no other source. */
export interface UpstreamClient {
  /** Sends one request and reads its whole answer. Throws a Failure, or what ended the scope. */
  send(request: UpstreamRequest, scope: CallScope): Promise<UpstreamAnswer>
  /** Ends every call and closes every socket. */
  close(): Promise<void>
}

/** undici's own timers are coarse and only a net below ours. */
const netMs = 5000

/** Said here and not where requests are built and signed: this is where answers are decompressed. */
const acceptEncoding = ['accept-encoding', 'gzip']

/** A pool of keep-alive connections to one origin. TLS is verified; redirects are answers, not followed. */
export function createClient({ origin, connections, maxBodyBytes, timeoutMs }: ClientOptions): UpstreamClient {
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs + netMs,
    bodyTimeout: timeoutMs + netMs
  })
  return {
    send: (request, scope) => exchange(pool, request, scope, maxBodyBytes),
    close: () => pool.destroy()
  }
}

/**
 * `dispatch` with a listener on the scope instead of `request` with an AbortSignal: a fifth less CPU per call. The promise
 * settles when the scope ends, even while undici still waits for a connection; the call is dropped when its turn comes.
 */
function exchange(
  pool: Pool,
  { method, path, headers, body }: UpstreamRequest,
  scope: CallScope,
  maxBodyBytes: number
) {
  return new Promise<UpstreamAnswer>((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let status = 0
    let answerHeaders: UpstreamAnswer['headers'] = {}
    let size = 0
    const chunks: Buffer[] = []
    const fail = (error: Error): void => {
      removeListener()
      reject(error)
    }
    const abort = (reason: Error): void => {
      fail(reason)
      controller?.abort(reason)
    }
    const removeListener = scope.onEnd(abort)
    if (scope.ended !== null) {
      fail(scope.ended)
      return
    }
    const finish = async (): Promise<void> => {
      removeListener()
      try {
        const body = await readBody(chunks, answerHeaders['content-encoding'] ?? '', maxBodyBytes)
        resolve({ status, headers: answerHeaders, body })
      } catch (error) {
        breakOff(error instanceof Error ? error : new Error('unreadable', { cause: error }))
      }
    }
    /** A refusal speaks through status and headers: a body that cannot be read does not change what it says. */
    const breakOff = (error: Error): void => {
      if (status !== 0 && (status < 200 || status > 299) && scope.ended === null) {
        removeListener()
        resolve({ status, headers: answerHeaders, body: '' })
      } else fail(error)
      controller?.abort(error)
    }
    pool.dispatch(
      { method, path, headers: headers.concat(acceptEncoding), body },
      {
        onRequestStart(started) {
          controller = started
          if (scope.ended !== null) started.abort(scope.ended)
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          if (statusCode < 200) return
          status = statusCode
          answerHeaders = responseHeaders
          if (Number(responseHeaders['content-length']) > maxBodyBytes) breakOff(tooLarge(maxBodyBytes))
        },
        onResponseData(_controller, chunk) {
          size += chunk.length
          if (size > maxBodyBytes) breakOff(tooLarge(maxBodyBytes))
          else chunks.push(chunk)
        },
        onResponseEnd: () => void finish(),
        onResponseError(_controller, error) {
          breakOff(libraryFailure(error, status !== 0))
        }
      }
    )
  })
}
