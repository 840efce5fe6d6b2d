/** Styles for Swagger UI: they fit phones, raise the contrast to 4.5 or more (WCAG 2.2), and hide the logo and the URL field. */
export const docsStyle = `
html:not(.dark-mode) { background: #fff }
.swagger-ui .topbar { padding: 0 }
.swagger-ui .topbar .topbar-wrapper { justify-content: flex-end; padding: 4px 0 }
.swagger-ui .topbar .topbar-wrapper .link,
.swagger-ui .topbar .download-url-wrapper { display: none }
.swagger-ui .info { margin: 24px 0 }
.swagger-ui .info .renderedMarkdown h2 { font-size: 18px; margin: 1.2em 0 .3em }
.swagger-ui .response-col_links { display: none }
.swagger-ui .responses-inner .highlight-code > .microlight, .swagger-ui .responses-inner .json-schema-2020-12 { max-height: 11rem; overflow-y: auto }
.swagger-ui .responses-inner .headers-wrapper { max-height: 7rem; overflow-y: auto }
.swagger-ui .live-responses-table .highlight-code > .microlight { max-height: 30rem }
html:not(.dark-mode) .swagger-ui .info .title small { background: #5b5f66 }
html:not(.dark-mode) .swagger-ui .info .title small.version-stamp { background: #41700f }
html:not(.dark-mode) .swagger-ui .info a, html:not(.dark-mode) .swagger-ui .info .url { color: #1a56b0 }
html:not(.dark-mode) .swagger-ui .btn.authorize { color: #1a6b42; border-color: #1a6b42 }
html:not(.dark-mode) .swagger-ui .json-schema-2020-12-expand-deep-button { color: #55585c }
html:not(.dark-mode) .swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1d63b8 }
html:not(.dark-mode) .swagger-ui .opblock.opblock-post .opblock-summary-method { background: #1a6b42 }
html:not(.dark-mode) .swagger-ui .parameter__in { color: #55585c }
html:not(.dark-mode) .swagger-ui .parameter__name.required::after { color: #a8201a }
html:not(.dark-mode) .swagger-ui .btn.cancel { color: #a8201a; border-color: #a8201a }
html:not(.dark-mode) .swagger-ui .btn.execute { background: #1d63b8; border-color: #1d63b8 }
html:not(.dark-mode) .swagger-ui .download-contents { background: #555a6b }
html:not(.dark-mode) .swagger-ui .json-schema-2020-12-core-keyword__value--secondary { color: #3f4247 }
html:not(.dark-mode) .swagger-ui .renderedMarkdown code { color: #6a00cc }
html:not(.dark-mode) .swagger-ui .json-schema-2020-12__constraint--string { background: #855600 }
html.dark-mode .swagger-ui .opblock .opblock-section-header .try-out__btn.cancel { color: #ff8f8f; border-color: #ff8f8f }
html.dark-mode .swagger-ui .parameter__name.required::after { color: #ff8f8f }
html.dark-mode .swagger-ui table.headers td { color: #e4e6e6 }
.swagger-ui .microlight span[style*="136, 136, 136"] { color: #b5b5b5 !important }
.swagger-ui .microlight span[style*="211, 99, 99"] { color: #ff9d9d !important }
@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 10px }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap }
  .swagger-ui .opblock-tag { flex-wrap: wrap; overflow-wrap: anywhere }
  .swagger-ui .opblock-tag small { padding: 0; flex-basis: 100% }
  .swagger-ui .opblock .opblock-section-header { flex-wrap: wrap; height: auto }
  .swagger-ui .opblock-body, .swagger-ui .info { overflow-wrap: anywhere }
  .swagger-ui table.parameters, .swagger-ui table.parameters tbody, .swagger-ui table.parameters tr,
  .swagger-ui table.parameters td, .swagger-ui table.responses-table > tbody,
  .swagger-ui table.responses-table > tbody > tr, .swagger-ui table.responses-table > tbody > tr > td {
    display: block; width: auto; max-width: 100%; padding-left: 0; padding-right: 0; box-sizing: border-box
  }
  .swagger-ui .responses-inner .highlight-code > .microlight { max-height: 5.5rem }
  .swagger-ui .responses-inner .headers-wrapper { max-height: 3.5rem }
  .swagger-ui .responses-inner .response-col_description { padding-top: 4px }
  .swagger-ui table.headers td:last-child, .swagger-ui table.headers th:last-child { display: none }
  .swagger-ui table.parameters thead, .swagger-ui table.responses-table thead { display: none }
  .swagger-ui .parameters-col_description input, .swagger-ui .parameters-col_description select { max-width: 100%; width: 100% }
  .swagger-ui .model-box, .swagger-ui .models, .swagger-ui pre, .swagger-ui .model-container { max-width: 100%; overflow-x: auto }
}
`.trimStart()
