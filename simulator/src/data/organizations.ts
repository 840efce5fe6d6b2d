/** An organization of the industry list. Both spellings in its documents get their value from its name. */
export interface Organization {
  readonly id: string
  readonly name: string
}

export interface Role {
  readonly code: string
  readonly name: string
}

export const organizations: readonly [Organization, ...Organization[]] = [
  { id: 'org-rd', name: '研发部' },
  { id: 'org-sales', name: '销售部' },
  { id: 'org-plant-1', name: '一号工厂' },
  { id: 'org-plant-2', name: '二号工厂' },
  { id: 'org-quality', name: '质量管理部' },
  { id: 'org-hr', name: '人力资源部' },
  { id: 'org-overseas', name: 'Overseas Operations' },
  { id: 'org-it', name: 'IT & Infrastructure' }
]

/** Built-in roles have readable codes. Custom roles have 32 hex digits, as in the document's sample. */
export const roles: readonly [Role, ...Role[]] = [
  { code: 'OPERATOR', name: '运维工程师' },
  { code: 'ADMINISTRATOR', name: '系统集成商' },
  { code: 'AUDITOR', name: '审计员' },
  { code: 'SHIFT_LEADER', name: 'Shift leader' },
  { code: '3f0c2a9d5b7e41868c1d94e2f6a7b053', name: '新建角色' },
  { code: 'b81e6d40c7f24a5f9e3a02d1578c6be9', name: 'Line supervisor' }
]
