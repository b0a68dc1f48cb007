import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { When } from '../../components/when.tsx';
import type { Complaint } from './choices.ts';
import { ComplaintState } from './complaint-state.tsx';
import { DueText } from './due-text.tsx';
import { InquiriesPanel } from './inquiries-panel.tsx';
import { MyPage } from './my-page.tsx';
import { ObligationsPanel } from './obligations-panel.tsx';
import { useComplaint, useComplaints } from './questions.ts';
import { useReported } from './use-reported.ts';
import { useSay } from './use-say.ts';

const ComplaintEntry = ({ listed }: { readonly listed: Complaint }) => {
  const reportedOf = useReported();
  // The list has no timelines: each is asked for, and is there when the complaint is opened.
  const { data: complaint = listed } = useComplaint(listed.id);
  return (
    <li className="attempt stack">
      <div className="row apart">
        <Link to={`/my/complaints/${listed.id}`}>
          <strong>{reportedOf(complaint)}</strong>
        </Link>
        <ComplaintState complaint={complaint} />
      </div>
      {complaint.description === undefined ? null : <p className="words clipped">{complaint.description}</p>}
      <div className="row apart">
        <span className="soft">
          <When at={complaint.receivedAt} />
        </span>
        <DueText {...complaint.timeline?.case} />
      </div>
    </li>
  );
};

const ComplaintList = () => {
  const { t } = useSay();
  const complaints = useComplaints();
  if (complaints.isPending) return <Loading />;
  const fault = complaints.isError ? (
    <ProblemAlert error={complaints.error} again={() => void complaints.refetch()} />
  ) : null;
  if (complaints.data === undefined) return fault;
  const items = complaints.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title={t('complaints.emptyTitle')} help={t('complaints.emptyHelp')} />;
  return (
    <>
      {fault}
      <ul className="sheet plain-list attempts">
        {items.map((complaint) => (
          <ComplaintEntry key={complaint.id} listed={complaint} />
        ))}
      </ul>
      {complaints.hasNextPage ? (
        <Button isWide isBusy={complaints.isFetchingNextPage} onClick={() => void complaints.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
};

/** Complaints, questions to merchants, and money promised. */
export const ComplaintsPage = () => {
  const { t } = useSay();
  return (
    <MyPage
      title={t('complaints.title')}
      help={t('complaints.help')}
      actions={
        <Link className="link-button" to="/my/complaints/new">
          {t('complaints.start')}
        </Link>
      }
    >
      <ComplaintList />
      <InquiriesPanel />
      <ObligationsPanel />
    </MyPage>
  );
};
