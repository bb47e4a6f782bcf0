/* yc-hub-store.c: the values that go in and out of a hub's store */

#include "yc-hub-store.h"

#include "yc-audit-chain.h"

G_DEFINE_QUARK (yc-hub-store-error-quark, yc_hub_store_error)
G_DEFINE_INTERFACE (YcHubStore, yc_hub_store, G_TYPE_OBJECT)

static void
yc_hub_store_default_init (YcHubStoreInterface *iface)
{
}

YcHubRow *
yc_hub_row_new (void)
{
  return g_new0 (YcHubRow, 1);
}

void
yc_hub_row_free (YcHubRow *self)
{
  g_free (self->hall);
  g_free (self->kind);
  g_free (self->hash);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->verdict, g_bytes_unref);
  g_free (self);
}

/**
 * yc_hub_row_dup_hash:
 * @self: a row whose members but @hash are set
 * @previous: the hash of the row before it in the hub's order; "" for the first
 *
 * Returns: (transfer full): the chain's value at the row
 */
char *
yc_hub_row_dup_hash (const YcHubRow *self,
                     const char     *previous)
{
  char stream[YC_STREAM_TEXT_SIZE];
  char value[YC_CHAIN_TEXT_SIZE];
  guint8 digest[YC_SM3_SIZE];
  YcChainRow row = {
    .stream = stream,
    .revision = self->revision,
    .id = self->id,
    .hall = self->hall,
    .kind = self->kind,
    .device = self->device,
    .at_ms = self->at_ms,
    .received_ms = self->received_ms,
    .bytes = self->bytes,
    .signature = self->signature,
    .verdict = self->verdict,
  };

  yc_stream_to_text (&self->stream, stream);
  yc_chain_digest (&row, digest);
  yc_chain_next (previous, self->position, digest, value);
  return g_strdup (value);
}

YcHubHall *
yc_hub_hall_new (const char *code,
                 const char *name,
                 const char *city)
{
  YcHubHall *self = g_new0 (YcHubHall, 1);

  self->code = g_strdup (code);
  self->name = g_strdup (name);
  self->city = g_strdup (city);
  return self;
}

void
yc_hub_hall_free (YcHubHall *self)
{
  g_free (self->code);
  g_free (self->name);
  g_free (self->city);
  g_free (self);
}

YcHubDevice *
yc_hub_device_new (void)
{
  return g_new0 (YcHubDevice, 1);
}

YcHubDevice *
yc_hub_device_copy (const YcHubDevice *self)
{
  YcHubDevice *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->hall = g_strdup (self->hall);
  copy->window = g_strdup (self->window);
  return copy;
}

void
yc_hub_device_free (YcHubDevice *self)
{
  g_free (self->name);
  g_free (self->hall);
  g_free (self->window);
  g_free (self);
}

YcHubEnrolCode *
yc_hub_enrol_code_new (void)
{
  return g_new0 (YcHubEnrolCode, 1);
}

void
yc_hub_enrol_code_free (YcHubEnrolCode *self)
{
  g_free (self->hall);
  g_free (self->window);
  g_free (self);
}

YcHubOperator *
yc_hub_operator_new (void)
{
  return g_new0 (YcHubOperator, 1);
}

void
yc_hub_operator_free (YcHubOperator *self)
{
  g_free (self->code);
  g_free (self->name);
  g_free (self->password);
  g_free (self->hall);
  g_free (self);
}

YcHubGrant *
yc_hub_grant_new (void)
{
  return g_new0 (YcHubGrant, 1);
}

void
yc_hub_grant_free (YcHubGrant *self)
{
  g_free (self->operator_code);
  g_free (self->window);
  g_free (self);
}

YcHubCaseCard *
yc_hub_case_card_new (void)
{
  return g_new0 (YcHubCaseCard, 1);
}

void
yc_hub_case_card_free (YcHubCaseCard *self)
{
  g_free (self->stream);
  g_free (self->hall);
  g_free (self->number);
  g_free (self->name);
  g_free (self->words);
  g_free (self->status);
  g_free (self);
}

YcHubHandoverCode *
yc_hub_handover_code_new (void)
{
  return g_new0 (YcHubHandoverCode, 1);
}

void
yc_hub_handover_code_free (YcHubHandoverCode *self)
{
  g_free (self->stream);
  g_free (self);
}

void
yc_hub_office_stand_free (YcHubOfficeStand *self)
{
  g_free (self->office);
  g_free (self);
}

void
yc_hub_office_open_free (YcHubOfficeOpen *self)
{
  g_free (self->office);
  g_free (self);
}

void
yc_hub_blob_ref_free (YcHubBlobRef *self)
{
  g_free (self->stream);
  g_free (self);
}

YcHubOfficeRequest *
yc_hub_office_request_new (void)
{
  return g_new0 (YcHubOfficeRequest, 1);
}

void
yc_hub_office_request_free (YcHubOfficeRequest *self)
{
  g_free (self->office);
  g_free (self->stream);
  g_free (self->module);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

YcHubListed *
yc_hub_listed_new (void)
{
  return g_new0 (YcHubListed, 1);
}

void
yc_hub_listed_free (YcHubListed *self)
{
  g_free (self->list);
  g_free (self->stream);
  g_free (self->hall);
  g_free (self->number);
  g_free (self->name);
  g_free (self->status);
  g_free (self->why);
  g_free (self->module);
  g_free (self->owner);
  g_free (self);
}

YcHubPublisher *
yc_hub_publisher_new (void)
{
  return g_new0 (YcHubPublisher, 1);
}

void
yc_hub_publisher_free (YcHubPublisher *self)
{
  g_free (self->name);
  g_free (self);
}

YcHubPack *
yc_hub_pack_new (void)
{
  return g_new0 (YcHubPack, 1);
}

void
yc_hub_pack_free (YcHubPack *self)
{
  g_free (self->version);
  g_free (self->sha256);
  g_free (self->publisher);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

YcHubWithdrawal *
yc_hub_withdrawal_new (void)
{
  return g_new0 (YcHubWithdrawal, 1);
}

void
yc_hub_withdrawal_free (YcHubWithdrawal *self)
{
  g_free (self->version);
  g_free (self->reason);
  g_free (self);
}

YcHubPackCount *
yc_hub_pack_count_new (void)
{
  return g_new0 (YcHubPackCount, 1);
}

void
yc_hub_pack_count_free (YcHubPackCount *self)
{
  g_free (self->version);
  g_free (self->state);
  g_free (self->why);
  g_free (self);
}

YcHubStaffCode *
yc_hub_staff_code_new (void)
{
  return g_new0 (YcHubStaffCode, 1);
}

void
yc_hub_staff_code_free (YcHubStaffCode *self)
{
  g_free (self->operator_code);
  g_free (self->hall);
  g_free (self->window);
  g_free (self);
}

void
yc_hub_staff_operator_free (YcHubStaffOperator *self)
{
  g_free (self->code);
  g_free (self->name);
  g_free (self->hall);
  g_free (self->signed_in_hall);
  g_free (self->signed_in_window);
  g_free (self);
}

void
yc_hub_staff_device_free (YcHubStaffDevice *self)
{
  g_free (self->name);
  g_free (self->hall);
  g_free (self->window);
  g_free (self->version);
  g_free (self->operator_code);
  g_free (self->operator_name);
  g_free (self);
}

void
yc_hub_staff_place_free (YcHubStaffPlace *self)
{
  g_free (self->hall);
  g_free (self->hall_name);
  g_free (self->window);
  g_free (self);
}

YcHubReveal *
yc_hub_reveal_new (void)
{
  return g_new0 (YcHubReveal, 1);
}

void
yc_hub_reveal_free (YcHubReveal *self)
{
  g_free (self->stream);
  g_free (self->hall);
  g_free (self->operator_code);
  g_free (self->operator_name);
  g_free (self->window);
  g_free (self->purpose);
  g_free (self->text);
  g_free (self->number);
  g_free (self->case_name);
  g_free (self);
}

void
yc_hub_reveal_count_free (YcHubRevealCount *self)
{
  g_free (self->key);
  g_free (self->name);
  g_free (self);
}
