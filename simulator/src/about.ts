import { faultKinds } from './faults/fault.ts'
import { type Upstream, familiesOf } from './operation.ts'
import { type Reply, jsonReply } from './reply.ts'

/** `GET /`: the description of this server. */
export function aboutReply(upstreams: readonly Upstream[]): Reply {
  return jsonReply(200, {
    about: "A simulator of Rollcall's upstreams. All accounts are invented and the same at every start.",
    operations: Object.fromEntries(
      upstreams.map(({ source, method, path, apiVer }) => [source, { method, path, apiVer }])
    ),
    credentials: Object.assign({}, ...familiesOf(upstreams).map(({ credentials }) => credentials)),
    faults: {
      set: 'PUT /__faults/{source}',
      clear: 'DELETE /__faults/{source}',
      list: 'GET /__faults',
      kinds: faultKinds
    }
  })
}
