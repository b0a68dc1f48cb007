import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useSession } from '../../../app/session-of.tsx';
import { Answer } from '../../../components/answer.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { LinkButton } from '../link-button.tsx';
import { type Content, contentsQuery, merchantQuery } from '../questions.ts';
import { useWords } from '../scope.tsx';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { ContentEditor } from './content-editor.tsx';
import { ContentTag } from './content-tag.tsx';
import { DifferenceText } from './difference-text.tsx';
import { draftOf, emptyDraft } from './draft.ts';
import { differenceOf } from './text-difference.ts';
import { byContent } from './versions.ts';

interface VersionProps {
  readonly content: Content;
  readonly before: Content | undefined;
}

const Version = ({ content, before }: VersionProps) => {
  const { t } = useTranslation('merchant');
  const words = useWords();
  const { version, status, channel, purpose, category, reviewNote, text } = content;
  return (
    <li>
      <div className="row">
        <strong>{t('content.versionOf', { version })}</strong>
        <ContentTag status={status} />
        <span className="soft">
          {words('channel', [channel])} · {words('purpose', [purpose])} · {words('category', [category])}
        </span>
      </div>
      {before === undefined ? (
        <p className="words">{text}</p>
      ) : (
        <DifferenceText runs={differenceOf(before.text, text)} />
      )}
      {reviewNote === undefined ? null : (
        <Alert
          type={status === 'rejected' ? 'error' : 'info'}
          title={t('content.reviewNote')}
          description={reviewNote}
        />
      )}
    </li>
  );
};

const Versions = ({ versions }: { readonly versions: readonly Content[] }) => {
  const { t } = useTranslation('merchant');
  return (
    <section className="sheet">
      <h2>{t('content.versions')}</h2>
      <ol className="time-line" reversed>
        {versions.map((content, place) => (
          <Version key={content.version} content={content} before={versions[place + 1]} />
        ))}
      </ol>
    </section>
  );
};

export const NewContentPage = () => {
  const { t } = useTranslation('merchant');
  const go = useNavigate();
  const { party = '' } = useSession();
  const query = useQuery(merchantQuery(party));
  return (
    <>
      <PageHead
        title={t('content.write')}
        help={t('content.writeHelp')}
        actions={<LinkButton to="/merchant/contents">{t('content.back')}</LinkButton>}
      />
      <Answer query={query}>
        {({ categories = [] }) => (
          <ContentEditor
            first={emptyDraft(categories[0] ?? 'other')}
            onStored={(id) => void go(`/merchant/contents/${encodeURIComponent(id)}`)}
          />
        )}
      </Answer>
    </>
  );
};

/** One content: its versions with what changed, what the reviewer said, and writing the next. */
export const ContentPage = () => {
  const { t } = useTranslation('merchant');
  const { id = '' } = useParams();
  const query = useQuery(contentsQuery);
  useMerchantChanges();
  return (
    <>
      <PageHead
        title={t('content.one')}
        help={id}
        actions={<LinkButton to="/merchant/contents">{t('content.back')}</LinkButton>}
      />
      <Answer query={query}>
        {(contents) => {
          const found = byContent(contents).find((content) => content.id === id);
          if (found === undefined) return <EmptyState title={t('content.unknown')} help={t('content.emptyHelp')} />;
          const { newest, versions } = found;
          return (
            <>
              <Versions versions={versions} />
              <ContentEditor key={`${id} ${newest.version}`} id={id} first={draftOf(newest)} onStored={() => {}} />
            </>
          );
        }}
      </Answer>
    </>
  );
};
