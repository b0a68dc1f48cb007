import './my.css';

export { AskersPage } from './askers-page.tsx';
export { AttemptPage } from './attempt-page.tsx';
export { AttemptsPage } from './attempts-page.tsx';
export { ComplaintPage } from './complaint-page.tsx';
export { ComplaintsPage } from './complaints-page.tsx';
export { ConsentPage } from './consent-page.tsx';
export { FamilyPage } from './family-page.tsx';
export { HeldMessagesPage } from './held-messages-page.tsx';
export { MerchantsPage } from './merchants-page.tsx';
export { MorePage } from './more-page.tsx';
export { MyNumberPage } from './my-number-page.tsx';
export { NewComplaintPage } from './new-complaint-page.tsx';
