import { type Category, categoryMask } from '@wurao/domain';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface MerchantBody {
  readonly id?: string;
  readonly name: string;
  readonly creditCode?: string;
  readonly categories: readonly Category[];
  readonly signatures?: readonly string[];
  readonly domains?: readonly string[];
}

/** POST /v1/merchants */
export const registerMerchant: Handler = (call, ports) => {
  const { id, name, creditCode, categories, signatures, domains } = call.body as MerchantBody;
  return write(
    call,
    ports,
    { kind: 'registerMerchant', id, name, creditCode, categories: categoryMask(categories), signatures, domains },
    'merchant',
  );
};
