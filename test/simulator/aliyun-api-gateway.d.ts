/** The part of the official client that the tests use; the package has no types of its own. */
declare module 'aliyun-api-gateway' {
  interface PostOptions {
    readonly data: unknown
    readonly headers?: Readonly<Record<string, string>>
  }

  const sdk: {
    readonly Client: new (
      key: string,
      secret: string,
      stage?: string
    ) => {
      /** Answers the parsed body; rejects when the status is not 2xx. Changes the options it is given. */
      post(url: string, options: PostOptions): Promise<unknown>
    }
  }

  export = sdk
}
