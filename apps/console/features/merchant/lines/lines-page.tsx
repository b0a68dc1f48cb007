import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Answer } from '../../../components/answer.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { filingsQuery, type Line, linesQuery } from '../questions.ts';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { AgentNumberForm } from './agent-number-form.tsx';
import { FilingList } from './filing-list.tsx';

const Enforcement = ({ enforcement }: Pick<Line, 'enforcement'>) => {
  const { t } = useTranslation('merchant');
  const percent = 'percent' in enforcement ? enforcement.percent : undefined;
  return (
    <span>
      <Tag color={enforcement.mode === 'enforce' ? 'green' : 'gold'}>{t(`enforcement.${enforcement.mode}`)}</Tag>
      {percent === undefined ? null : `${percent} %`}
    </span>
  );
};

const LineList = ({ lines }: { readonly lines: readonly Line[] }) => {
  const { t } = useTranslation('merchant');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="wide-table" aria-label={t('lines.mine')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>{t('lines.name')}</th>
            <th>{t('lines.class')}</th>
            <th>{t('lines.enforcement')}</th>
            <th>{t('consents.state')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                {line.name} <code className="soft">{line.id}</code>
              </th>
              <td>{t(`lineClass.${line.class}`)}</td>
              <td>
                <Enforcement enforcement={line.enforcement} />
              </td>
              <td>
                <Tag color={line.status === 'active' ? 'green' : 'volcano'}>{t(`lineStatus.${line.status}`)}</Tag>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** The lines the merchant speaks on, the numbers filed for it, and its agents' own numbers. */
export const LinesPage = () => {
  const { t } = useTranslation('merchant');
  const lines = useQuery(linesQuery);
  useMerchantChanges();
  const filings = useQuery(filingsQuery);
  return (
    <>
      <PageHead title={t('lines.title')} help={t('lines.help')} />
      <section className="sheet">
        <h2>{t('lines.mine')}</h2>
        <Answer
          query={lines}
          isEmpty={(items) => items.length === 0}
          empty={<EmptyState title={t('lines.none')} help={t('lines.noneHelp')} />}
        >
          {(items) => <LineList lines={items} />}
        </Answer>
      </section>
      <section className="sheet">
        <h2>{t('lines.filings')}</h2>
        <Answer
          query={filings}
          isEmpty={(items) => items.length === 0}
          empty={<EmptyState title={t('lines.noFilings')} help={t('lines.noFilingsHelp')} />}
        >
          {(items) => <FilingList filings={items} />}
        </Answer>
      </section>
      <AgentNumberForm />
    </>
  );
};
