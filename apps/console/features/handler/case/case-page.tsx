import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Answer } from '../../../components/answer.tsx';
import { useLive } from '../../../components/live.ts';
import { PageHead } from '../../../components/page-head.tsx';
import { CaseTag } from '../case-tag.tsx';
import { type CaseSheet, useSheet } from '../questions.ts';
import { useWords } from '../use-words.ts';
import { CaseActions } from './case-actions.tsx';
import { CaseFacts } from './case-facts.tsx';
import { CaseHistory } from './case-history.tsx';
import { CaseNotes } from './case-notes.tsx';
import { Complaints } from './complaints.tsx';
import { Evidence } from './evidence.tsx';
import { SimilarCases } from './similar-cases.tsx';
import '../handler.css';

interface Changed {
  readonly noun: string;
  readonly id?: string;
}

const Sheet = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('handler');
  const { source } = useWords();
  return (
    <>
      <PageHead
        title={t('case.title', { id: sheet.id })}
        help={t('case.about', { source: source(sheet), count: sheet.complaints })}
        actions={
          <>
            <Link to="/handler">{t('case.back')}</Link>
            <Button onClick={() => window.print()}>{t('action.print')}</Button>
          </>
        }
      />
      <p className="row">
        <CaseTag state={sheet.state} />
        {sheet.decision === undefined ? null : <span>{t(`case.decision.${sheet.decision}`)}</span>}
      </p>
      <div className="case-desk">
        <aside aria-label={t('case.work')}>
          <CaseFacts sheet={sheet} />
          {/* Another step begins anew; a note or a complaint that comes meanwhile leaves what is being written. */}
          <CaseActions key={sheet.steps.length} sheet={sheet} />
        </aside>
        <div>
          <Complaints sheet={sheet} />
          <Evidence sheet={sheet} />
          <CaseHistory sheet={sheet} />
          <CaseNotes sheet={sheet} />
          <SimilarCases sheet={sheet} />
        </div>
      </div>
    </>
  );
};

/** A case on one screen. */
export const CasePage = () => {
  const { id = '' } = useParams();
  const sheet = useSheet(id);
  useLive<readonly Changed[]>('changed', (changes) => {
    if (changes.some(({ noun, id: changed }) => noun === 'all' || (noun === 'case' && (changed ?? id) === id)))
      void sheet.refetch();
  });
  return <Answer query={sheet}>{(data) => <Sheet sheet={data} />}</Answer>;
};
