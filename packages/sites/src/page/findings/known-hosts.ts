/** Log-in pages of others send their forms here without being fraud. Registrable domains. */
export const IDENTITY_PROVIDERS: ReadonlySet<string> = new Set(
  `amazoncognito.com apple.com auth0.com facebook.com github.com gitlab.com google.com
  linkedin.com live.com microsoftonline.com okta.com onelogin.com pingidentity.com
  salesforce.com shibboleth.net twitter.com yahoo.com`.split(/\s+/),
)

/** Everybody's pictures, styles and scripts: to lean on them says nothing. Registrable domains. */
export const SHARED_HOSTS: ReadonlySet<string> = new Set(
  `akamaihd.net akamaized.net azureedge.net azurefd.net bootcdn.net bootstrapcdn.com
  cdninstagram.com cloudflare.com cloudfront.net cloudinary.com editmysite.com facebook.com
  facebook.net fastly.net fbcdn.net fontawesome.com githubassets.com githubusercontent.com
  google-analytics.com google.com googleapis.com googlesyndication.com googletagmanager.com
  googleusercontent.com gravatar.com gstatic.com imgix.net imgur.com instagram.com jquery.com
  jsdelivr.net jwpcdn.com linkedin.com parastorage.com pinimg.com pinterest.com shopify.com
  shopifycdn.com squarespace.com squarespace-cdn.com stackpathcdn.com static.com tawk.to
  twimg.com twitter.com typekit.net unpkg.com unsplash.com vimeo.com w3.org website-files.com
  wixstatic.com wordpress.com wp.com wsimg.com youtube.com ytimg.com`.split(/\s+/),
)

/** Services to which a page can send what was typed without a server of its own. */
export const DROP_BOXES =
  /api\.telegram\.org\/bot|discord(?:app)?\.com\/api\/webhooks\/|api\.emailjs\.com|emailjs\.send(?:form)?\s{0,9}\(|\bformspree\.io\/|\bformsubmit\.co\/|\bgetform\.io\/|\bsubmit-form\.com\/|\bapi\.web3forms\.com|script\.google\.com\/macros\/s\//i
