/**
 * Names of fields that one service uses in its own log-in form and nobody else has a reason to: a
 * copied page keeps them, because its scripts and styles hang on them. Lower case.
 */
export const OWN_FORMS: readonly {
  readonly fields: readonly string[]
  readonly domains: readonly string[]
}[] = [
  own('loginfmt passwd', 'microsoft.com live.com microsoftonline.com office.com'),
  own('loginfmt', 'microsoft.com live.com microsoftonline.com office.com'),
  own('jazoest', 'facebook.com instagram.com messenger.com meta.com'),
  own('fb_dtsg', 'facebook.com instagram.com messenger.com meta.com'),
  own('bgresponse', 'google.com youtube.com'),
  own('galx', 'google.com youtube.com'),
  own('session[username_or_email] session[password]', 'twitter.com x.com'),
  own('session_key session_password', 'linkedin.com'),
  own(
    'appactiontoken',
    'amazon.com amazon.de amazon.co.uk amazon.fr amazon.it amazon.es amazon.in amazon.ca amazon.co.jp',
  ),
  own('enc_password', 'instagram.com facebook.com'),
  own('userloginid', 'netflix.com'),
  own('login_email login_password', 'paypal.com dropbox.com'),
  own('acrumb sessionindex', 'yahoo.com aol.com'),
]

function own(fields: string, domains: string) {
  return { fields: fields.split(' '), domains: domains.split(' ') }
}
