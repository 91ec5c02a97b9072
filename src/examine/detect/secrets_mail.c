/*
 * secrets_mail.c - mail, text messages and marketing: one line a form, sorted by class.
 *
 * Columns: class, what a person calls it, where its issuer documents it, what Hyperscan looks for
 * (secret_table.h tells how), the proof.
 */

#include "examine/detect/secret_table.h"

const struct pattern secrets_mail[] = {
    KEYED("activecampaign-key", "ActiveCampaign API key", "developers.activecampaign.com",
          "active_?campaign", "[0-9a-f]{72}", proof_keyed),
    LONGER("brevo-key", "Brevo (Sendinblue) API key", "developers.brevo.com",
           "xkeysib-[0-9a-f]{64}-[0-9A-Za-z]{16}", "xkeysib-[0-9a-f]{64}-[0-9A-Za-z]{16}",
           proof_random),
    LONGER("brevo-smtp-key", "Brevo (Sendinblue) SMTP key", "developers.brevo.com",
           "xsmtpsib-[0-9a-f]{64}-[0-9A-Za-z]{16}", "xsmtpsib-[0-9a-f]{64}-[0-9A-Za-z]{16}",
           proof_random),
    LONGER("courier-token", "Courier production token", "courier.com/docs", "pk_prod_[0-9A-Z]{28}",
           "pk_prod_[0-9A-Z]{28}", proof_random),
    KEYED("customerio-key", "Customer.io API key", "docs.customer.io", "customer_?io",
          "[0-9a-f]{32}", proof_keyed),
    LONGER("klaviyo-key", "Klaviyo private key", "developers.klaviyo.com", "pk_[0-9a-f]{34}",
           "pk_[0-9a-f]{34}", proof_mixed),
    LONGER("mailchimp-key", "Mailchimp API key", "mailchimp.com/developer",
           "[0-9a-f]{4}-us[0-9]{1,2}", "[0-9a-f]{32}-us[0-9]{1,2}", proof_mixed),
    LONGER("mailersend-token", "MailerSend token", "developers.mailersend.com",
           "mlsn\\.[0-9a-f]{64}", "mlsn\\.[0-9a-f]{64}", proof_random),
    TOKEN("mailgun-key", "Mailgun API key", "documentation.mailgun.com", "key-[0-9a-f]{32}",
          proof_named, .words = WORDS("mailgun")),
    KEYED("mailgun-private-key", "Mailgun private API key", "documentation.mailgun.com", "mailgun",
          "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}", proof_keyed),
    KEYED("mailjet-key", "Mailjet secret key", "dev.mailjet.com", "mailjet", "[0-9a-f]{32}",
          proof_keyed),
    LONGER("mandrill-key", "Mandrill API key", "mailchimp.com/developer/transactional",
           "md-[0-9A-Za-z_-]{22}", "md-[0-9A-Za-z_-]{22}", proof_mixed, .words = WORDS("mandrill")),
    KEYED("messagebird-key", "Bird (MessageBird) access key", "docs.bird.com", "message_?bird",
          "[0-9A-Za-z]{25}", proof_keyed),
    KEYED("plivo-token", "Plivo auth token", "plivo.com/docs", "plivo", "[0-9A-Za-z]{40}",
          proof_keyed),
    KEYED("postmark-token", "Postmark server token", "postmarkapp.com/developer", "postmark", UUID,
          proof_keyed),
    LONGER("resend-key", "Resend API key", "resend.com/docs", "re_[0-9A-Za-z]{8}_[0-9A-Za-z]{24}",
           "re_[0-9A-Za-z]{8}_[0-9A-Za-z]{24}", proof_mixed),
    TOKEN("sendgrid-key", "SendGrid API key", "twilio.com/docs/sendgrid",
          "SG\\.[0-9A-Za-z_-]{22}\\.[0-9A-Za-z_-]{43}", proof_random),
    KEYED("sinch-token", "Sinch API token", "developers.sinch.com", "sinch", "[0-9a-f]{32}",
          proof_keyed),
    KEYED("sparkpost-key", "SparkPost API key", "developers.sparkpost.com", "sparkpost",
          "[0-9a-f]{40}", proof_keyed),
    KEYED("twilio-auth-token", "Twilio auth token", "twilio.com/docs/iam",
          "twilio[0-9A-Za-z_. -]{0,12}(?:auth|token|secret)", "[0-9a-f]{32}", proof_keyed),
    TOKEN("twilio-key", "Twilio API key", "twilio.com/docs/iam/api-keys", "SK[0-9a-f]{32}",
          proof_named, .words = WORDS("twilio")),
    KEYED("vonage-secret", "Vonage (Nexmo) API secret", "developer.vonage.com",
          "(?:nexmo|vonage)[0-9A-Za-z_. -]{0,12}secret", "[0-9A-Za-z]{16}", proof_keyed),
};
const size_t secrets_mail_count = ARRAY_LEN(secrets_mail);
