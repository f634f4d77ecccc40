import { expect, it } from 'vitest'
import { readLink } from './read-link.ts'

it.each([
  ['https://www.facebook.com/CheapBags.Shop/?ref=x', 'facebook:profile:cheapbags.shop'],
  ['https://m.facebook.com/marketplace/item/1234567/', 'facebook:listing:1234567'],
  ['https://www.facebook.com/profile.php?id=10001', 'facebook:profile:10001'],
  ['https://www.facebook.com/ads/library/?active=all&id=998877', 'facebook:ad:998877'],
  ['https://www.facebook.com/groups/deals', 'facebook:channel:deals'],
  ['https://instagram.com/Luxury_Outlet', 'instagram:profile:luxury_outlet'],
  ['https://www.instagram.com/p/AbC-1/', 'instagram:post:AbC-1'],
  ['https://www.tiktok.com/@seller.one/video/73', 'tiktok:post:73'],
  ['https://www.tiktok.com/@Seller.One', 'tiktok:profile:seller.one'],
  ['t.me/Energy_Yield', 'telegram:profile:energy_yield'],
  ['https://t.me/+AbCdEf', 'telegram:invitation:AbCdEf'],
  ['https://wa.me/491701234567', 'whatsapp:contact:491701234567'],
  ['https://api.whatsapp.com/send?phone=+491701234567', 'whatsapp:contact:491701234567'],
  ['https://discord.gg/abc123', 'discord:invitation:abc123'],
  ['https://x.com/Brand/status/17', 'x:post:17'],
  [
    'https://play.google.com/store/apps/details?hl=de&id=com.fake.wallet',
    'google_play:app:com.fake.wallet',
  ],
  ['https://apps.apple.com/us/app/fake-wallet/id123456', 'apple_app_store:app:123456'],
  ['https://docs.google.com/forms/d/e/1FAIpQL/viewform', 'google_docs:form:1FAIpQL'],
  ['https://sites.google.com/view/my-bank/', 'google_sites:page:my-bank'],
  ['https://www.etsy.com/shop/SilverThings', 'etsy:shop:silverthings'],
  ['https://www.ebay.de/itm/256789012345', 'ebay:listing:256789012345'],
  ['https://www.amazon.de/Ding/dp/B0ABCDEFGH/ref=x', 'amazon:listing:B0ABCDEFGH'],
])('%s is %s', (text, key) => {
  const result = readLink(text)
  expect(result.ok && result.link.subject?.key).toBe(key)
})

it.each([
  'https://www.facebook.com/',
  'https://www.facebook.com/login/?next=x',
  'https://example.com/shop',
  'https://facebook.com.evil.example/shop',
  'https://mybag.github.io/shop',
])('%s is the site’s own', (text) => {
  const result = readLink(text)
  expect(result.ok && result.link.subject).toBeNull()
})
