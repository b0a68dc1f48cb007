import { asId, failure, foldOrder, type Merchant, type MerchantId, success } from '@wurao/domain';
import { expect, it } from 'vitest';
import { MerchantNames } from './merchant-names.ts';

type Ask = Parameters<MerchantNames['find']>[1];
const merchantOf = (id: string, name: string, more: Partial<Merchant> = {}): Merchant =>
  ({ id: asId<MerchantId>(id), name, status: 'active', ...more }) as Merchant;

/** Names over a register that may change, and what was asked of it. */
const stage = (...merchants: Merchant[]) => {
  const register = new Map(merchants.map((merchant) => [merchant.id as string, merchant]));
  const asked: string[] = [];
  let isDown = false;
  const ask: Ask = async (query) => {
    asked.push(query.kind);
    if (isDown) return failure('store-unavailable', 'no');
    if (query.kind === 'noun') return success(register.get(query.id));
    if (query.kind !== 'nouns') throw new Error(query.kind);
    const all = [...register.values()];
    const from = query.after === undefined ? 0 : all.findIndex(({ id }) => id === query.after) + 1;
    const items = all.slice(from, from + 1);
    return success({ items, next: from + 1 < all.length ? items[0]?.id : undefined });
  };
  const names = new MerchantNames();
  const change = (merchant: Merchant): void => {
    register.set(merchant.id, merchant);
    names.changed(merchant.id);
  };
  const find = async (name: string): Promise<unknown> => {
    const found = await names.find(foldOrder(name), ask);
    return found.ok ? found.value : found.code;
  };
  return {
    find,
    change,
    asked,
    down: (is: boolean) => {
      isDown = is;
    },
  };
};

it('finds whoever alone has the name or signs with it', async () => {
  const { find } = stage(
    merchantOf('bank', '示例银行', { signatures: ['示例信用卡'] }),
    merchantOf('one', '同名'),
    merchantOf('two', '同名'),
    merchantOf('gone', '旧商家', { status: 'closed' }),
  );
  expect(await Promise.all(['示例银行', ' 示例信用卡 ', '同名', '旧商家', '无名'].map(find))).toEqual([
    'bank',
    'bank',
    undefined,
    undefined,
    undefined,
  ]);
});

it('reads all of them once, and then only those that changed', async () => {
  const { find, change, asked } = stage(merchantOf('bank', '银行'), merchantOf('shop', '商店'));
  change(merchantOf('bank', '银行'));
  await find('银行');
  expect(asked).toEqual(['nouns', 'nouns']);
  await find('商店');
  expect(asked).toHaveLength(2);
  change(merchantOf('shop', '新商店'));
  expect([await find('商店'), await find('新商店')]).toEqual([undefined, 'shop']);
  expect(asked).toEqual(['nouns', 'nouns', 'noun']);
});

it('keeps nothing of a question that failed', async () => {
  const { find, change, down } = stage(merchantOf('bank', '银行'));
  down(true);
  expect(await find('银行')).toBe('store-unavailable');
  down(false);
  expect(await find('银行')).toBe('bank');
  change(merchantOf('bank', '新银行'));
  down(true);
  expect(await find('新银行')).toBe('store-unavailable');
  down(false);
  expect(await find('新银行')).toBe('bank');
});
