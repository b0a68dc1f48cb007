import { useState } from 'react';
import { Link } from 'react-router';
import { Answer } from '../../components/answer.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Mark } from '../../components/mark.tsx';
import { When } from '../../components/when.tsx';
import { BasisFacts } from './basis-facts.tsx';
import type { Contacts, MayContact } from './choices.ts';
import { MerchantActs } from './merchant-acts.tsx';
import { MyPage } from './my-page.tsx';
import { byMerchant, type MerchantPermissions } from './permissions.ts';
import { useContacts } from './questions.ts';
import { Receipt } from './receipt.tsx';
import { useSay } from './use-say.ts';
import { type Basis, useWithdrawal } from './use-withdrawal.ts';

type OnWithdrawn = (withdrawn: Basis) => void;

const Permission = ({ basis, onWithdrawn }: { readonly basis: MayContact; readonly onWithdrawn: OnWithdrawn }) => {
  const { t } = useSay();
  const withdraw = useWithdrawal(onWithdrawn);
  return (
    <li className="permission stack">
      <div className="row apart">
        <Mark tone="soft">{t(`merchants.kind.${basis.kind}`)}</Mark>
        <span className="row">
          <Link to={`/my/consents/${basis.basis}`}>{t('details')}</Link>
          <Button
            isGrave
            isBusy={withdraw.isPending}
            aria-label={t('merchants.withdrawOf', { name: basis.name ?? basis.merchant })}
            onClick={() => withdraw.mutate({ id: basis.basis, kind: basis.kind })}
          >
            {t('merchants.withdraw')}
          </Button>
        </span>
      </div>
      <BasisFacts facts={basis} />
    </li>
  );
};

interface MerchantSheetProps {
  readonly permissions: MerchantPermissions;
  readonly onWithdrawn: OnWithdrawn;
}
const MerchantSheet = ({ permissions: { merchant, name, bases }, onWithdrawn }: MerchantSheetProps) => (
  <article className="sheet stack">
    <h2>{name}</h2>
    <ul className="plain-list">
      {bases.map((basis) => (
        <Permission key={basis.basis} basis={basis} onWithdrawn={onWithdrawn} />
      ))}
    </ul>
    <MerchantActs merchant={merchant} name={name} permissions={bases.length} />
  </article>
);

const RefusedMerchants = ({ refused }: Pick<Contacts, 'refused'>) => {
  const { t } = useSay();
  return (
    <section className="sheet" aria-labelledby="refused">
      <h2 id="refused">{t('merchants.refusedTitle')}</h2>
      <p className="soft">{t('merchants.refusedHelp')}</p>
      <ul className="plain-list">
        {refused.map(({ merchant, name, by, words, receivedAt }) => (
          <li key={`${merchant} ${receivedAt}`}>
            <strong>{name ?? merchant}</strong>{' '}
            <span className="soft">
              <When at={receivedAt} /> · {t(`merchants.refusedBy.${by}`)}
            </span>
            {words ? <p className="words">{words}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Everybody who may contact this person, and the way to end it. */
export const MerchantsPage = () => {
  const { t } = useSay();
  const contacts = useContacts();
  const [receipts, setReceipts] = useState<readonly { readonly basis: Basis; readonly name: string }[]>([]);
  return (
    <MyPage title={t('merchants.title')} help={t('merchants.help')}>
      <div aria-live="polite">
        {receipts.map(({ basis, name }) => (
          <Receipt key={basis.id} withdrawn={basis} name={name} />
        ))}
      </div>
      <Answer query={contacts}>
        {(found) => (
          <>
            {found.mayContact.length === 0 ? (
              <EmptyState title={t('merchants.emptyTitle')} help={t('merchants.emptyHelp')} />
            ) : (
              byMerchant(found).map((permissions) => (
                <MerchantSheet
                  key={permissions.merchant}
                  permissions={permissions}
                  onWithdrawn={(basis) => setReceipts([{ basis, name: permissions.name }, ...receipts])}
                />
              ))
            )}
            {found.refused.length === 0 ? null : <RefusedMerchants refused={found.refused} />}
          </>
        )}
      </Answer>
    </MyPage>
  );
};
