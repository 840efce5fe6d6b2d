import { chineseGivenNames, chineseSurnames, englishGivenNames, englishSurnames } from './names.ts'
import { scatteredDigits } from './native-id.ts'
import { createRandom } from './random.ts'

/** An invented person, complete and unmasked. */
export interface Person {
  readonly nickName: string
  readonly loginName: string
  /** Under a domain reserved for examples (RFC 2606). */
  readonly email: string
  /** 11 digits starting with 100, which no mobile network uses. */
  readonly phone: string
}

/** The list of a person. Phone prefixes differ, so that no two lists share a number by accident. */
export interface PersonGroup {
  readonly name: string
  /** Four digits. */
  readonly phonePrefix: string
}

/** The people at the start of every list, so that one search finds the same person in several sources. */
const featuredPeople: readonly Person[] = [
  { nickName: '李明', loginName: 'li.ming', email: 'li.ming@example.cn', phone: '10000000001' },
  { nickName: 'Emma Clark', loginName: 'emma.clark', email: 'emma.clark@example.com', phone: '10000000002' },
  { nickName: '王芳', loginName: 'wang.fang', email: 'wang.fang@example.cn', phone: '10000000003' },
  { nickName: 'Oliver Smith', loginName: 'oliver.smith', email: 'oliver.smith@example.org', phone: '10000000004' },
  { nickName: '陈静', loginName: 'chen.jing', email: 'chen.jing@example.cn', phone: '10000000005' }
]

/** The person at this 0-based index of a group. Two of three are Chinese. */
export function personAt(group: PersonGroup, index: number): Person {
  return featuredPeople[index] ?? inventPerson(group, index)
}

function inventPerson(group: PersonGroup, index: number): Person {
  const random = createRandom(`person:${group.name}:${index}`)
  const phone = group.phonePrefix + scatteredDigits(index, 7, 20_000n)
  if (random.chance(2 / 3)) {
    const [surname, surnamePinyin] = random.pick(chineseSurnames)
    const [given, givenPinyin] = random.pick(chineseGivenNames)
    const loginName = `${surnamePinyin}.${givenPinyin}${index + 1}`
    return { nickName: surname + given, loginName, email: `${loginName}@example.cn`, phone }
  }
  const surname = random.pick(englishSurnames)
  const given = random.pick(englishGivenNames)
  const loginName = `${given}.${surname}${index + 1}`.toLowerCase()
  const domain = random.pick(['example.com', 'example.org'])
  return { nickName: `${given} ${surname}`, loginName, email: `${loginName}@${domain}`, phone }
}
