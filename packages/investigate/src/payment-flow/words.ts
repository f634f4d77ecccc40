/**
 * What shops write on their buttons and beside their fields, in English, German, French, Spanish,
 * Italian, Portuguese, Dutch, Polish, and the commonest of some other languages. Texts are matched in
 * lower case. The order within a step is the order in which it is tried.
 */
export const BUTTON_WORDS = {
  add: /add to (?:cart|basket|bag|trolley)|in den (?:warenkorb|einkaufswagen)|ajouter au panier|a[ñn]adir (?:al carrito|a la cesta)|agregar al carrito|aggiungi al carrello|adicionar ao carrinho|in winkelwagen|dodaj do koszyka|l[äa]gg i varukorg|sepete ekle|в корзину|カートに入れる|加入购物车|add item/,
  buyNow:
    /buy (?:it )?now|order now|shop now and pay|jetzt kaufen|sofort kaufen|acheter maintenant|comprar ahora|acquista ora|compra ora|comprar agora|nu kopen|kup teraz|купить|立即购买|今すぐ購入/,
  checkout:
    /check ?out|proceed to (?:checkout|payment)|zur kasse|zum checkout|kasse gehen|passer (?:la|à la) (?:commande|caisse)|commander|valider (?:mon|le) panier|finalizar (?:la )?compra|tramitar pedido|ir a pagar|procedi (?:all'ordine|al pagamento|con l'ordine)|vai alla cassa|cassa\b|concludi|finalizar pedido|afrekenen|do kasy|оформить|レジに進む|去结算|结账/,
  cart: /view (?:cart|basket|bag)|(?:my |shopping )?\b(?:cart|basket|bag)\b|warenkorb|einkaufswagen|panier|carrito|cesta|carrello|carrinho|winkelwagen|koszyk|корзин|カート|购物车/,
  continue:
    /continue|next|proceed|weiter|fortfahren|continuer|suivant|continuar|siguiente|continua|avanti|prosegui|seguinte|verder|volgende|dalej|далее|次へ|下一步|save (?:and|&) continue|to payment|go to payment|zahlung|paiement|pagamento/,
  pay: /place (?:the )?order|pay(?: now|\b)|complete (?:order|purchase|payment)|submit|confirm|purchase|buy now|subscribe|deposit|invest|jetzt (?:be)?zahlen|zahlungspflichtig|kostenpflichtig|bestellung (?:abschicken|aufgeben)|bestellen|payer|r[ée]gler|valider|confirmer|pagar|realizar (?:el )?pedido|confirmar|paga\b|effettua (?:l')?ordine|acquista|conferma|ordina|finalizar|betalen|bestelling|zap[łl]a[cć]|kupuj[ęe] i p[łl]ac|оплатить|支払|注文を確定|支付|提交订单/,
  card: /credit ?card|debit ?card|card payment|pay (?:by|with) card|bank card|kreditkarte|kartenzahlung|carte (?:bancaire|de cr[ée]dit)|\bcb\b|tarjeta|carta di (?:credito|debito)|cart[ãa]o|creditcard|karta|банковск|クレジットカード|信用卡|银行卡|^card$|visa|mastercard/,
  invest:
    /deposit|invest|fund (?:your )?account|top ?up|start (?:earning|trading|investing)|get started|open (?:an )?account|buy (?:plan|tokens?|shares?|gold)|einzahl|investier|geld anlegen|konto er[öo]ffnen|d[ée]poser|d[ée]p[ôo]t|investir|ouvrir un compte|depositar|invertir|abrir cuenta|deposita|investi|apri (?:un )?conto|register|sign ?up|registrieren|s'inscrire|registrarse|registrati|create account/,
  guest:
    /guest|without (?:an )?account|als gast|gast\b|invit[ée]|sans compte|invitado|sin cuenta|ospite|senza account|visitante/,
  consent:
    /^(?:accept(?: all)?(?: cookies)?|i agree|agree|got it|ok|alle akzeptieren|akzeptieren|zustimmen|tout accepter|accepter|aceptar(?: todo)?|accetta(?: tutti)?|accetto|aceitar|alles accepteren|zaakceptuj)\W*$/,
} as const

/** What would leave the shop, cost nothing or undo what was done. */
export const BUTTON_AVOID =
  /log ?out|sign ?out|remove|delete|clear|empty|cancel|back to|continue shopping|keep shopping|weiter ?(?:einkaufen|shoppen)|continuer (?:mes|les|vos) achats|seguir comprando|continua (?:gli|lo) (?:acquisti|shopping)|newsletter|facebook|google|apple ?pay|paypal|klarna|amazon|track|wishlist|wunschliste|compare|search|suchen|chercher|buscar|cerca\b|abmelden|d[ée]connexion|coupon|discount|gutschein|apply/

/** Where products are, by the path of their links. */
export const PRODUCT_PATH =
  /\/(?:products?|item|items|p|dp|shop|prod|produkt|produkte|produit|produits|producto|productos|prodotto|prodotti|goods|plans?|detail)[/_-][^?#]+|[?&](?:product|product_id|item|id|pid|plan)=|\bproduct[-_]?\d+|-p-?\d+(?:\.html)?$/i

/** Pages that shop software has, tried where no button leads on. */
export const USUAL_PATHS = {
  cart: ['/cart', '/basket'],
  checkout: ['/checkout', '/payment'],
  invest: ['/deposit', '/register'],
} as const

/** Numbers of cards that nobody pays with: presents, loyalty, libraries, travel, identity. */
export const OTHER_CARDS =
  /gift|loyalty|member|library|student|bonus|reward|points|club|kunden|geschenk|treue|bahncard|fid[ée]lit[ée]|cadeau|regalo|fidelidad|fedelt[àa]|socio|id.?card|identity|ausweis|sim.?card|insurance|health|vitale|versicher/

export type FieldKind =
  | 'card_number'
  | 'card_part'
  | 'expiry'
  | 'expiry_month'
  | 'expiry_year'
  | 'cvc'
  | 'holder'
  | 'email'
  | 'phone'
  | 'first_name'
  | 'last_name'
  | 'name'
  | 'street'
  | 'city'
  | 'postcode'
  | 'region'
  | 'country'
  | 'company'
  | 'password'
  | 'amount'

/** By `autocomplete` (HTML, section 4.10.18.7), which is the surest. */
export const FIELD_BY_AUTOCOMPLETE: Readonly<Record<string, FieldKind>> = {
  'cc-number': 'card_number',
  'cc-exp': 'expiry',
  'cc-exp-month': 'expiry_month',
  'cc-exp-year': 'expiry_year',
  'cc-csc': 'cvc',
  'cc-name': 'holder',
  email: 'email',
  tel: 'phone',
  'given-name': 'first_name',
  'family-name': 'last_name',
  name: 'name',
  'street-address': 'street',
  'address-line1': 'street',
  'address-level2': 'city',
  'postal-code': 'postcode',
  'address-level1': 'region',
  country: 'country',
  'country-name': 'country',
  organization: 'company',
  'new-password': 'password',
  'transaction-amount': 'amount',
}

/** By name, id, placeholder and label, the first that fits. */
export const FIELD_WORDS: readonly (readonly [kind: FieldKind, words: RegExp])[] = [
  ['card_part', /(?:card|cc)[-_ ]?(?:num(?:ber)?)?[-_ ]?[1-4]$|(?:card|cc)[-_]?part/],
  [
    'cvc',
    /\bcv[vc]2?\b|cvv|cvc|\bcsc\b|security ?code|sicherheits(?:code|nummer)|pr[üu]f(?:ziffer|nummer)|cryptogramme|c[óo]digo de seguridad|codice di sicurezza|c[óo]d\w* seguran[çc]a|verification (?:code|value)|card ?code/,
  ],
  [
    'card_number',
    /card.?(?:number|num|no)\b|cardnumber|ccnum|cc.?(?:number|num|no)\b|(?:credit|debit).?card(?!.{0,20}(?:name|holder|exp))|\bpan\b|kartennummer|kreditkartennummer|num[ée]ro (?:de )?(?:la )?carte|n[úu]mero (?:de (?:la )?)?tarjeta|numero (?:della )?carta|n[úu]mero do cart|kaartnummer|numer karty|номер карты|カード番号|卡号|\b(?:0000|1234|4242|xxxx|••••)[ -]/,
  ],
  [
    'expiry_month',
    /exp\w*.?(?:mm|mon)|(?:mon(?:th)?|mm).?exp|ablaufmonat|mois|\bmonat\b|\bmes\b|\bmese\b|cc.?month|card.?month|^month$/,
  ],
  [
    'expiry_year',
    /exp\w*.?(?:yy|year|jahr)|year.?exp|ablaufjahr|ann[ée]e|\bjahr\b|\baño\b|\banno\b|cc.?year|card.?year|^year$/,
  ],
  [
    'expiry',
    /expir|expdate|exp.?date|\bexp\b|mm ?\/ ?(?:yy|jj|aa)|valid (?:thru|until)|g[üu]ltig|ablauf|date d'expiration|caducidad|vencimiento|scadenza|validade|vervaldatum|срок/,
  ],
  [
    'holder',
    /card.?holder|name on (?:the )?card|holder|karteninhaber|titulaire|titular|intestatario|nome no cart|cc.?name|card.?name/,
  ],
  ['email', /e-?mail|correo|courriel/],
  ['password', /passwor|passwort|mot de passe|contrase|kennwort/],
  ['phone', /phone|mobile|\btel|telefon|t[ée]l[ée]phone|tel[ée]fono|cellulare|handy/],
  ['first_name', /first.?name|fname|given|vorname|pr[ée]nom|nombre$|^nome$/],
  ['last_name', /last.?name|lname|surname|family|nachname|apellido|cognome|nom de famille/],
  ['postcode', /zip|post.?code|postal|plz|postleitzahl|code postal|c[óo]digo postal|\bcap\b/],
  ['city', /city|town|\bort\b|stadt|ville|ciudad|citt[àa]|cidade/],
  ['country', /country|land$|pays|pa[íi]s|paese|nazione/],
  ['region', /state|region|province|bundesland|provincia|county/],
  ['street', /address|street|adresse|stra(?:ß|ss)e|direcci[óo]n|indirizzo|endere[çc]o|\baddr/],
  ['company', /company|organi[sz]ation|firma|soci[ée]t[ée]|empresa|azienda/],
  ['amount', /amount|betrag|montant|importe|cantidad|importo|sum\b|deposit|invest/],
  ['name', /full.?name|your.?name|\bname\b|nom\b|nombre|nome/],
]
