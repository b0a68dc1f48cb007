/**
 * Words that sell. Found in a text whose purpose is not commercial, outside the reviewed words of its template,
 * they make it a disguised promotion. A short list with a reviewer behind it; the SMS classifier will weigh whole texts.
 */
export const PROMOTION_WORDS: readonly string[] = [
  '优惠', '促销', '特价', '折扣', '打折', '满减', '秒杀', '抢购', '限时', '大促', '红包', '抽奖', '中奖', '免费领', '领取',
  '立减', '返现', '赠送', '新品', '爆款', '热卖', '钜惠', '巨惠', '特惠', '低息', '免息', '提额', '贷款额度', '高收益', '理财推荐',
  'discount', 'promotion', 'on sale', 'special offer', 'coupon', 'free gift', 'limited time', 'buy now', 'cashback',
];
