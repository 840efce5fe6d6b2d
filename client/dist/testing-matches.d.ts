import type { Account, Source } from './answers.js';
/** Whether an account stays under a filter. */
export declare function matches(account: Account, filter: string, given: string): boolean;
/** Whether accounts of a source can have what a filter asks for. */
export declare function canMatch({ properties }: Source, filter: string): boolean;
