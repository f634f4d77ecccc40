/** Who answers for a signal: the part of the project, or `shop` for what a shop fills by itself. */
export const SIGNAL_OWNERS = [
  'order',
  'people',
  'device',
  'network',
  'outside',
  'windows',
  'shop',
] as const
export type SignalOwner = (typeof SIGNAL_OWNERS)[number]

/** What each owner answers for, for the reference page. */
export const OWNER_DOCS: Readonly<Record<SignalOwner, string>> = {
  order: 'the order and how it is paid (`packages/signals/src/groups`)',
  people: 'customers, sellers, their accounts, mailboxes, phones and addresses (the same folder)',
  device: 'device and behaviour (the same folder)',
  network: 'where the shopper comes from (the same folder, over `packages/reference`)',
  outside: 'answers of others (`packages/signals/src/groups/outside.ts`)',
  windows: 'what is counted over time (`packages/signals/src/windows`, `window-signals`)',
  shop: 'what a shop declares and fills: its inputs and lists; who writes its rulesets',
}

/** By the group, which stands before the dot. */
const OF_GROUP: Readonly<Record<string, SignalOwner>> = {
  event: 'order',
  order: 'order',
  payment: 'order',
  card: 'order',
  due: 'order',
  session: 'order',
  shopper: 'order',
  challenge: 'order',
  account: 'people',
  customer: 'people',
  seller: 'people',
  email: 'people',
  phone: 'people',
  person: 'people',
  billing: 'people',
  shipping: 'people',
  address: 'people',
  linked: 'people',
  links: 'people',
  history: 'people',
  shared_list: 'people',
  elsewhere: 'people',
  device: 'device',
  behaviour: 'device',
  ip: 'network',
  third_party: 'outside',
  velocity: 'windows',
  usual: 'windows',
  anomaly: 'windows',
  attack: 'windows',
  rollout: 'windows',
  custom: 'shop',
  list: 'shop',
}

/** `undefined` for a group that nobody answers for: a test holds that there is none. */
export function ownerOf(name: string): SignalOwner | undefined {
  return OF_GROUP[name.slice(0, name.indexOf('.'))]
}
