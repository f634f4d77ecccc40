import { byHand, fail, type Check } from './check.ts'

/** What no machine can tell. */
export const peopleChecks: readonly Check[] = [
  {
    number: 17,
    title: 'staff know card testing',
    examine({ rulesets }) {
      const { rules = [] } = rulesets.payment ?? {}
      const isWatched = rules.some(({ reason }) => reason === 'CARD_TESTING')
      if (!isWatched) {
        return fail(
          'nothing decides payment attempts, so nobody is shown card testing',
          '`gatehouse packs install card-testing --publish`, then read docs/how-to/stop-card-testing.md',
        )
      }
      return byHand(
        'payment attempts are watched, and their reasons name it',
        'read docs/how-to/stop-card-testing.md together, and play `gatehouse drill card-testing`',
      )
    },
  },
  {
    number: 20,
    title: 'terms for fraud checks',
    examine: () =>
      byHand(
        'what a shop tells its customers cannot be seen from here',
        'take the text of docs/how-to/terms-for-fraud-checks.md into your terms',
      ),
  },
]
