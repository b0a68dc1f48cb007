import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Labelled, TextField } from '../../../components/labelled.tsx';
import { FormButton } from './form-button.tsx';
import { NounList } from './noun-list.tsx';

type Merchant = Schema<'Merchant'>;
type Category = Schema<'Category'>;
const LIMIT = 200;
const CATEGORIES = [
  'loan',
  'insurance',
  'securities',
  'real-estate',
  'education',
  'healthcare',
  'retail',
  'travel',
  'telecom',
  'recruitment',
  'collection',
  'other',
] as const satisfies readonly Category[];

const MerchantForm = ({ merchant }: { readonly merchant: Merchant | undefined }) => {
  const { t } = useTranslation('admin');
  const [name, setName] = useState(merchant?.name ?? '');
  const [creditCode, setCreditCode] = useState(merchant?.creditCode ?? '');
  const [categories, setCategories] = useState<Category[]>([...(merchant?.categories ?? [])]);
  return (
    <FormButton
      tab="merchants"
      label={t(merchant === undefined ? 'registry.newMerchant' : 'registry.change')}
      isReady={name.trim() !== '' && categories.length > 0}
      save={() =>
        answerOf(
          api.POST('/v1/merchants', {
            body: {
              ...(merchant === undefined ? {} : { id: merchant.id }),
              name: name.trim(),
              categories,
              ...(creditCode.trim() === '' ? {} : { creditCode: creditCode.trim() }),
            },
          }),
        )
      }
    >
      <TextField label={t('registry.name')} value={name} onChange={setName} isRequired />
      <TextField
        label={t('registry.creditCode')}
        help={t('registry.creditCodeHelp')}
        value={creditCode}
        onChange={setCreditCode}
      />
      <Labelled label={t('registry.categories')}>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            className="wide"
            value={categories}
            onChange={setCategories}
            options={CATEGORIES.map((value) => ({ value, label: t(`category.${value}`) }))}
          />
        )}
      </Labelled>
    </FormButton>
  );
};

export const MerchantList = () => {
  const { t } = useTranslation('admin');
  const categoriesOf = ({ categories }: Merchant) => categories.map((one) => t(`category.${one}`)).join('、');
  return (
    <NounList<Merchant>
      tab="merchants"
      ask={(after) => answerOf(api.GET('/v1/merchants', { params: { query: { limit: LIMIT, ...after } } }))}
      columns={[
        { title: t('key.id'), width: 'minmax(160px, 1fr)', cell: ({ id }) => id },
        { title: t('registry.categories'), width: 'minmax(160px, 1.4fr)', cell: categoriesOf },
        { title: t('key.status'), width: '100px', cell: ({ status }) => t(`registry.status.${status}`) },
      ]}
      facts={(merchant) => [
        [t('registry.creditCode'), merchant.creditCode],
        [t('registry.categories'), categoriesOf(merchant)],
        [t('registry.signatures'), merchant.signatures?.map((one) => `【${one}】`).join('')],
        [t('registry.domains'), merchant.domains?.join('、')],
        [t('key.status'), t(`registry.status.${merchant.status}`)],
      ]}
      form={(merchant) => <MerchantForm key={merchant?.id ?? ''} merchant={merchant} />}
    />
  );
};
