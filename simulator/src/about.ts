import { credentials } from './credentials.ts'
import { faultKinds } from './faults/fault.ts'
import { operations } from './operations.ts'
import { type Reply, jsonReply } from './reply.ts'

/** `GET /`: what this server is and how to use it, for whoever finds it running. */
export function aboutReply(): Reply {
  return jsonReply(200, {
    about: "A simulator of Rollcall's five upstreams. All accounts are invented and the same at every start.",
    operations,
    credentials,
    faults: {
      set: 'PUT /__faults/{source}',
      clear: 'DELETE /__faults/{source}',
      list: 'GET /__faults',
      kinds: faultKinds
    }
  })
}
