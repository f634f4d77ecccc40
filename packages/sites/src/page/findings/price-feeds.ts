/** Services whose live prices of coins, metals, energy and shares pages show. Hosts and domains. */
export const FEED_HOSTS: ReadonlySet<string> = new Set(
  `alphavantage.co api.binance.com stream.binance.com binance.us api.coinbase.com api.kraken.com
  bitfinex.com coincap.io coingecko.com coinlib.io coinmarketcap.com coinpaprika.com
  commodities-api.com commoditypriceapi.com cryptocompare.com currencyfreaks.com
  currencylayer.com eia.gov eodhistoricaldata.com eodhd.com exchangerate-api.com
  exchangerate.host finage.co.uk financialmodelingprep.com finnhub.io fixer.io forexfactory.com
  goldapi.io goldprice.org iexapis.com iexcloud.io investing.com kitco.com livecoinwatch.com
  marketstack.com metalpriceapi.com metals-api.com metals.dev metals.live messari.io nasdaq.com
  nomics.com oilprice.com oilpriceapi.com openexchangerates.org polygon.io quandl.com
  tickerapi.com tradermade.com tradingeconomics.com tradingview.com tradingview-widget.com
  twelvedata.com widgets.coingecko.com query1.finance.yahoo.com`.split(/\s+/),
)

/** Widgets that pages embed by name. */
export const FEED_WIDGETS =
  /\b(?:new TradingView\.|tradingview-widget|tv\.js\b|coingecko-coin|coinmarketcap-currency-widget|cryptowidget|coinlib|livecoinwatch-widget|@ticker|@miniTicker)/
