/** How a cart is filled by an address alone where filling it by POST was stopped. */
interface CartWay {
  /** Of the address that was posted to, path and query. */
  readonly posted: RegExp
  /** Where what was posted names the goods; the first group that is there. */
  readonly goods: RegExp
  readonly to: (goods: string) => string
}

/** What shop software documents or has always taken. */
const CART_WAYS: readonly CartWay[] = [
  {
    // Shopify's cart permalinks.
    posted: /\/cart\/add(?:\.js|\.json)?(?:\?|$)/,
    goods: /(?:^|&)(?:id|items%5B0%5D%5Bid%5D)=(\d+)|"id"\s*:\s*"?(\d+)|name="id"\s+(\d+)/,
    to: (goods) => `/cart/${goods}:1`,
  },
  {
    // WooCommerce takes it in the query of any page.
    posted: /[?&]wc-ajax=add_to_cart|\/wc\/store\/v1\/cart\/add-item/,
    goods: /(?:^|&)product_id=(\d+)|"id"\s*:\s*"?(\d+)|name="product_id"\s+(\d+)/,
    to: (goods) => `/?add-to-cart=${goods}`,
  },
]

/** @returns path and query that fill the cart as the posted body would have; `null`: none is known */
export function cartWay(url: URL, body: string): string | null {
  for (const { posted, goods, to } of CART_WAYS) {
    if (!posted.test(url.pathname + url.search)) continue
    const found = goods
      .exec(body)
      ?.slice(1)
      .find((group) => group !== undefined)
    if (found !== undefined) return to(found)
  }
  return null
}
