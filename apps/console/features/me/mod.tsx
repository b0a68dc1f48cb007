export { InvitationPage } from './invitation-page.tsx';
export { MePage } from './me-page.tsx';
