/** The forms that a file may have, as Go calls them. */
export const forms = ['csv', 'json', 'focus', 'invoice'] as const;

export type Form = (typeof forms)[number];

export function isForm(value: unknown): value is Form {
  return forms.includes(value as Form);
}

/** What each line of a file has, in its order, as docs/exports.md explains it. */
export const columns: Readonly<Record<Form, string>> = {
  csv: 'account_id account service day basis item line model project_id project key_id quantity unit amount currency settled',
  json: 'account label service day basis item line model project project_name key quantity unit amount settled',
  focus:
    'BilledCost BillingAccountId BillingAccountName BillingAccountType BillingCurrency BillingPeriodEnd BillingPeriodStart ' +
    'ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart ConsumedQuantity ConsumedUnit ' +
    'ContractedCost EffectiveCost InvoiceId InvoiceIssuerName ListCost PricingCategory PricingQuantity PricingUnit ProviderName ' +
    'PublisherName RegionId RegionName ResourceId ResourceName ResourceType ServiceCategory ServiceName ServiceSubcategory SkuId ' +
    'SkuMeter SubAccountId SubAccountName Tags x_AccountId x_Basis x_Item x_Model x_Settled',
  invoice: 'month service line model quantity unit amount currency',
};
