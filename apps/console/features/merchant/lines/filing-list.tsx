import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { NumberText } from '../../../components/masked-number.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { type Filing, KEPT } from '../questions.ts';
import { useWords } from '../scope.tsx';

const RevokeButton = ({ filing }: { readonly filing: Filing }) => {
  const { t } = useTranslation('merchant');
  const revoke = useChange({
    make: (id: string) => answerOf(api.POST('/v1/filings/{id}/revocation', { params: { path: { id } } })),
    touches: [KEPT.filings],
    done: () => t('lines.revoked'),
  });
  return (
    <ConfirmButton
      isGrave
      button={{ size: 'small' }}
      label={t('lines.revoke')}
      title={t('lines.revokeAsk', { caller: filing.caller })}
      consequence={t('lines.revokeMeans')}
      onConfirm={() => revoke.mutateAsync(filing.id)}
    />
  );
};

const Contents = ({ filing }: { readonly filing: Filing }) => {
  const { t } = useTranslation('merchant');
  if (filing.contents.length === 0) return t('lines.anyContent');
  return filing.contents.map((id, place) => (
    <span key={id}>
      {place === 0 ? '' : ', '}
      <Link to={`/merchant/contents/${encodeURIComponent(id)}`}>{id}</Link>
    </span>
  ));
};

const useColumns = (): readonly BigListColumn<Filing>[] => {
  const { t } = useTranslation('merchant');
  const words = useWords();
  return [
    {
      title: t('lines.caller'),
      width: '10rem',
      cell: ({ caller, prefix }) => (
        <>
          <NumberText number={caller} />
          {prefix ? ' …' : ''}
        </>
      ),
    },
    { title: t('lines.kind'), width: '7rem', cell: ({ kind }) => t(`filingKind.${kind}`) },
    {
      title: t('consents.state'),
      width: '6rem',
      cell: ({ status, origin }) => (
        <Tag color={status === 'active' ? 'green' : 'default'}>
          {t(origin === 'finding' ? 'filingStatus.finding' : `filingStatus.${status}`)}
        </Tag>
      ),
    },
    {
      title: t('consents.scope'),
      width: 'minmax(12rem, 2fr)',
      cell: ({ purposes, categories, channels }) =>
        [words('purpose', purposes), words('category', categories), words('channel', channels)].join(' · '),
    },
    { title: t('lines.line'), width: '9rem', cell: ({ line }) => line ?? t('lines.everyLine') },
    { title: t('lines.contents'), width: 'minmax(8rem, 1fr)', cell: (filing) => <Contents filing={filing} /> },
    {
      title: t('consents.to'),
      width: '8rem',
      cell: ({ to }) => (to === undefined ? t('lines.untilRevoked') : <When at={to} form="day" />),
    },
    {
      title: t('lines.act'),
      width: '6rem',
      // A merchant takes back what it filed itself: the numbers of its agents.
      cell: (filing) =>
        filing.kind === 'agent-number' && filing.status === 'active' && filing.origin === 'self' ? (
          <RevokeButton filing={filing} />
        ) : null,
    },
  ];
};

export const FilingList = ({ filings }: { readonly filings: readonly Filing[] }) => {
  const { t } = useTranslation('merchant');
  const columns = useColumns();
  return <BigList label={t('lines.filings')} rows={filings} columns={columns} keyOf={({ id }) => id} heightPx={420} />;
};
