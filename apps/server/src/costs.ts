import type { BacktestResult, CostsRequest, ShopSettings } from '@gatehouse/contract'
import type { Costs } from '@gatehouse/gate'

/** What a shop says that right and wrong answers are worth, and what is asked for instead. */
export function costsOf(settings: ShopSettings, asked: CostsRequest = {}): Costs {
  return {
    margin: asked.margin ?? settings.cost_margin,
    fraudLoss: asked.fraud_loss ?? settings.cost_fraud_loss,
    disputeFee: asked.dispute_fee ?? settings.cost_dispute_fee,
    reviewMinutes: asked.review_minutes ?? settings.cost_review_minutes,
    minuteCost: asked.minute_cost ?? settings.cost_minute,
    challengeLoss: asked.challenge_loss ?? settings.cost_challenge_loss,
    challengeFee: asked.challenge_fee ?? settings.cost_challenge_fee,
  }
}

/** The same as it stands in a report. */
export function shownCosts(costs: Costs): BacktestResult['costs'] {
  return {
    margin: costs.margin,
    fraud_loss: costs.fraudLoss,
    dispute_fee: costs.disputeFee,
    review_minutes: costs.reviewMinutes,
    minute_cost: costs.minuteCost,
    challenge_loss: costs.challengeLoss,
    challenge_fee: costs.challengeFee,
  }
}
