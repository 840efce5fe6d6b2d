/**
 * The answer of `read`. It is called again with the `nextCursor` of each `scan-incomplete`, as long as the scan makes progress.
 * Throws the last `scan-incomplete`, and any other error of `read`.
 */
export declare function followScan<Answer>(read: (cursor: string | undefined) => Promise<Answer>, from: string | undefined): Promise<Answer>;
