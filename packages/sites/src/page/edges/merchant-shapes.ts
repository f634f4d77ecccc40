import type { EdgeShape } from './edge-shape.ts'

/**
 * Accounts that money would go to. A known processor never clears a site: who has the account is
 * what ties its sites together, and what the processor can close.
 */
export const MERCHANT_SHAPES: readonly EdgeShape[] = [
  merchant('paypal', /\bpaypal\.com\/sdk\/js\?[^"'<>]{0,300}?client-id=([\w-]{20,120})/gi),
  merchant('paypal', /\bmerchant-id=([A-Z0-9]{13})\b/g),
  merchant('paypal_business', /\bbusiness="([^\s"<>]{5,100})"/gi, (value) => value.toLowerCase()),
  merchant('paypal_button', /\bhosted_button_id="?([A-Z0-9]{13})\b/g),
  merchant('paypal_me', /\bpaypal\.me\/([A-Za-z0-9]{3,20})\b/gi, (value) => value.toLowerCase()),
  merchant('pk_live', /\bpk_live_([0-9A-Za-z]{20,120})\b/g),
  merchant('stripe_account', /\b(acct_[0-9A-Za-z]{16,24})\b/g),
  merchant('stripe_link', /\bbuy\.stripe\.com\/([0-9A-Za-z]{14,40})\b/g),
  merchant('square', /\b(sq0idp-[\w-]{22})(?![\w-])/g),
  merchant('adyen', /\b(live_[A-Z0-9]{32})\b/g),
  merchant('braintree', /\b(production_[a-z0-9]{8}_[a-z0-9]{16})\b/g),
  merchant('razorpay', /\b(rzp_live_\w{14})\b/g),
  merchant('flutterwave', /\b(FLWPUBK-[0-9a-f]{32}-X)\b/gi),
  merchant('mercadopago', /\b(APP_USR-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gi),
  merchant('mollie', /\b(pfl_[0-9A-Za-z]{10})\b/g),
  merchant('klarna', /\b(klarna_live_client_[\w]{20,100})\b/g),
  merchant('checkout', /\b(pk_[a-z0-9]{26,32})\b/g),
  merchant('shopify', /\.myshopify\.com\b(?<=\b([a-z0-9][a-z0-9-]{2,60})\.myshopify\.com)/gi),
  merchant('nowpayments', /\bnowpayments\.io\/[^\s"'<>]{0,60}[?&]iid=(\d{6,14})/gi),
  merchant('coinbase_commerce', /\bcommerce\.coinbase\.com\/checkout\/([0-9a-f-]{36})/gi),
  merchant('coinpayments', /\bmerchant="([0-9a-f]{32})"/gi),
  merchant('yoomoney', /\breceiver=["']?(41001\d{9,11})\b/gi),
  merchant('perfect_money', /\bpayee_account="?([UEG]\d{7,8})\b/gi),
  merchant('payeer', /\bm_shop="?(\d{8,12})\b/gi),
]

function merchant(
  prefix: string,
  pattern: RegExp,
  change = (value: string): string | null => value,
): EdgeShape {
  return { kind: 'merchant_id', prefix, pattern, value: ([value = '']) => change(value) }
}
