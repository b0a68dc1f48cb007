import './merchant.css';

export { CasePage } from './cases/case-page.tsx';
export { CasesPage } from './cases/cases-page.tsx';
export { ConsentPage } from './consents/consent-page.tsx';
export { ConsentsPage } from './consents/consents-page.tsx';
export { ContentPage, NewContentPage } from './contents/content-page.tsx';
export { ContentsPage } from './contents/contents-page.tsx';
export { FormsPage } from './forms/forms-page.tsx';
export { ImportPage } from './imports/import-page.tsx';
export { KeysPage } from './keys/keys-page.tsx';
export { LinesPage } from './lines/lines-page.tsx';
export { MerchantOverviewPage } from './overview/overview-page.tsx';
export { PromisesPage } from './promises/promises-page.tsx';
export { SanctionPage } from './sanctions/sanction-page.tsx';
export { SanctionsPage } from './sanctions/sanctions-page.tsx';
export { ScrubPage } from './scrub/scrub-page.tsx';
