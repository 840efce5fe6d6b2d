import { normalizeIP } from '@fastify/rate-limit'
import fc from 'fast-check'
import t from 'tap'
import { networkOf } from '../../src/http/hooks/network.ts'

void t.test('an address counts for itself or for its /64, however it is written', (t) => {
  for (const [address, network] of [
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:a00:1', '10.0.0.1'],
    ['0:0:0:0:0:ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0:0:ffff::', '2001:db8:0:0::/64'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['::', '0:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['1:2:3::7', '1:2:3:0::/64'],
    ['::10.0.0.1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['1:2:3:4:5:6:10.0.0.1', '1:2:3:4::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64']
  ] as const) {
    t.equal(networkOf(address), network, address)
  }
  t.end()
})

void t.test('it is the network that the library reads', (t) => {
  const mapped = fc.ipV4().map((address) => `::ffff:${address}`)
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), mapped)
  fc.assert(
    fc.property(address, (address) => {
      const network = networkOf(address)
      return read(network) === read(address) && networkOf(read(address)) === network
    }),
    { numRuns: 2000 }
  )
  t.end()
})

function read(address: string): string {
  return normalizeIP(address.replace(/\/64$/, ''))
}
