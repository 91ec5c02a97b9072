/* Columns that tell persons apart, by their names. */

#include "examine/tables/person_column.h"

#include "rows.h"

static const struct row {
    const char *name;
    bool person;
} rows[] = {
    {"patient", true},
    {"customer_id", true},
    {"CustomerID", true},
    {"id_patient", true},
    {"userid", true},
    {"custno", true},
    {"Kundennummer", true},
    {"Versicherten-Nr", true},
    {"betroffener_nr", true},
    {"account holder", true},
    {"account_number", true},
    {"study_subject_id", true},
    {"hashed_user_id", true},
    {"MRN", true},
    {"NHS number", true},
    {"NHS No.", true},
    {"medical_record_number", true},
    {"USUBJID", true},
    {"speaker_id", true},
    {"e-mail", true},
    {"customer email", true},
    {"IBAN", true},
    {"phone_number", true},
    {"loan_holder_id", true},
    {"identifiant_patient", true},
    {"driver_no", true},
    {"phone_model", false},
    {"id", false},
    {"number", false},
    {"key", false},
    {"row_id", false},
    {"account", false},
    {"account_balance", false},
    {"customer_segment", false},
    {"patient_age", false},
    {"user_agent", false},
    {"client_ip", false},
    {"customer_name", false},
    {"member_since", false},
    {"number_of_persons", false},
    {"num_customer", false},
    {"customers", false},
    {"personality", false},
    {"custom", false},
    {"device_id", false},
    {"order_id", false},
    {"", false},
};

static void names(void **state)
{
    const struct row *row = *state;

    assert_int_equal(person_column_is_named(row->name), row->person);
}

int main(void)
{
    return RUN_CASES(names, rows) ? 1 : 0;
}
