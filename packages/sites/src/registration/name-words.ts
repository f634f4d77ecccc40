/**
 * Words that names of scam sites are put together from, by the sector that they speak of. Our own
 * lists, from reading the names of published campaigns; a word is in one sector only.
 */
export const SECTOR_WORDS = {
  energy:
    'energy energies power electric electricity utility solar wind hydro nuclear renewable renewables green eco fuel carbon uranium lithium battery volt volta grid watt biofuel hydrogen',
  oil: 'oil oils gas petro petrol petroleum crude barrel brent refinery drilling pipeline lng shale rig opec',
  metals:
    'gold silver bullion metal metals copper platinum palladium mineral minerals mining mine steel rare diamond diamonds gem ore',
  crypto:
    'crypto coin coins bitcoin btc eth ether ethereum token tokens blockchain chain defi nft web3 wallet wallets swap stake staking airdrop mint dao ledger satoshi usdt tether solana ripple doge',
  trading:
    'trade trades trader traders trading forex fx cfd options option binary futures broker brokers stock stocks share shares equity index signal signals pip pips leverage bull bear arbitrage commodity commodities market markets',
  investing:
    'invest invests investor investors investment investments fund funds funding capital asset assets wealth portfolio yield yields return returns profit profits income dividend venture ventures holdings growth earn earning earnings compound',
  banking:
    'bank banks banking credit loan loans lending finance finances financial financing mortgage savings deposit deposits pay payment payments payout transfer card cards cash money currency fiat swift remit',
  shop: 'shop shops store stores outlet sale sales mall boutique deals deal discount clearance warehouse market buy cart bazaar factory wholesale fashion shoes sneakers jewelry watches handbags dress apparel',
  delivery:
    'delivery deliver parcel parcels package packages post postal shipping shipment ship courier logistics express cargo freight tracking track customs',
  account:
    'login logon signin account accounts password webmail mail mailbox office portal sso auth oauth helpdesk support service services update alert billing invoice id verify',
  property:
    'estate realty property properties homes home rent rental rentals housing villa land apartment',
  health: 'health medical pharma pharmacy pharm meds medicine clinic keto cbd vitamin slim diet',
  charity:
    'charity charities relief donate donation donations foundation aid humanitarian fundraise',
} as const

export type Sector = keyof typeof SECTOR_WORDS

/** Words by which a name claims to be genuine, safe, official or an institution. */
export const CLAIM_WORDS =
  'exchange verified verify certified certificate network official trust trusted secure secured security safe safety authentic authorized authorised approved guaranteed guarantee licensed regulated registered registry genuine legit legal compliance compliant insured protected protect reserve federal national global international union authority commission bureau alliance council association institute standard premier elite prime capitalist pro plus direct hub group partners partner solutions platform central'

/**
 * Other everyday words of names, so that a split at a word is preferred to one through it. They
 * neither speak of a sector nor claim anything.
 */
export const PLAIN_WORDS =
  'the and for of my your our we go get now new best top first one two all any big smart fast easy quick super mega ultra max mini web site net online digital cyber tech technology app apps cloud data info news blog world worldwide usa us uk eu europe euro asia africa america canada australia india china north south east west city town street park river lake sea ocean mountain sun moon star stars sky blue red black white silver golden bright light fire water air earth life live love happy family kids baby pet pets dog cat garden kitchen food coffee tea wine beer book books game games gaming play music video photo art design studio media print school academy college university learn learning course job jobs work career hire travel tour trip flight hotel holiday car cars auto moto bike sport sports fit gym run yoga club team people social chat date dating friend friends meet event events ticket tickets gift gifts card box bag phone mobile call number time day week year today daily weekly 24 365 247 free bonus win winner prize lucky bet casino slots poker lottery help care center centre point place zone space spot base link links connect open source code soft software system systems lab labs works factory makers made build builder house office room door key lock gate bridge road way path step jump rise up high low long short old young man men woman women lady girl boy king queen royal crown lion tiger eagle wolf bear fox bird fish tree leaf flower rose stone rock iron wood glass paper art line lines wave sound voice vision view eye hand heart mind brain body face hair skin beauty style trend look wear'
