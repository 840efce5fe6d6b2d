import { type Bend, straight, writeJson } from '../bend.ts'
import type { Family } from '../operation.ts'
import { type Reply, jsonType } from '../reply.ts'
import { iamCredentials } from './credentials.ts'

const { iamToken, iamTokenSecond } = iamCredentials

/** The industrial iam: a cookie, and a flat envelope. */
export const iam: Family = {
  name: 'iam',
  credentials: iamCredentials,
  credentialsText: `access_token ${iamToken} or ${iamTokenSecond}`,
  settings: (url) => ({ IAM_BASE_URL: url, IAM_ACCESS_TOKEN: iamToken }),
  envelope: ({ code, message }) => iamReply(200, { Code: code, Msg: message }, straight),
  throttleShapes: [429],
  throttle: (status) => ({ status, headers: {}, text: '' })
}

/** A flat iam answer: `Code`, `Msg`, and on success the members of a page. */
export function iamReply(status: number, value: object, bend: Bend): Reply {
  return { status, headers: { 'content-type': jsonType }, text: writeJson(value, bend) }
}
