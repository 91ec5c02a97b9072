/* dicom_tags.c - the attributes that identify, sorted by tag; see dicom_tags.h. */

#include "examine/media/dicom_tags.h"

#include <stdlib.h>

#include "base/kit.h"

#define PERSON "pii.person-name"
#define RECORD "pii.medical-record"
#define ADDRESS "pii.street-address"
#define PHONE "pii.phone"
#define BIRTH "pii.date-of-birth"
#define SERIAL "pii.device-serial"
#define PLAN "pii.health-plan"

static const struct dicom_tag tags[] = {
    {0x00080050, "AccessionNumber", RECORD},
    {0x00080080, "InstitutionName", NULL},
    {0x00080081, "InstitutionAddress", NULL},
    {0x00080090, "ReferringPhysicianName", PERSON},
    {0x00080092, "ReferringPhysicianAddress", ADDRESS},
    {0x00080094, "ReferringPhysicianTelephoneNumbers", PHONE},
    {0x0008009c, "ConsultingPhysicianName", PERSON},
    {0x00081010, "StationName", NULL},
    {0x00081040, "InstitutionalDepartmentName", NULL},
    {0x00081048, "PhysiciansOfRecord", PERSON},
    {0x00081050, "PerformingPhysicianName", PERSON},
    {0x00081060, "NameOfPhysiciansReadingStudy", PERSON},
    {0x00081070, "OperatorsName", PERSON},
    {0x00084000, "IdentifyingComments", NULL},
    {0x00100010, "PatientName", PERSON},
    {0x00100020, "PatientID", RECORD},
    {0x00100030, "PatientBirthDate", BIRTH},
    {0x00100032, "PatientBirthTime", BIRTH},
    {0x00100050, "PatientInsurancePlanCodeSequence", PLAN},
    {0x00101000, "OtherPatientIDs", RECORD},
    {0x00101001, "OtherPatientNames", PERSON},
    {0x00101005, "PatientBirthName", PERSON},
    {0x00101040, "PatientAddress", ADDRESS},
    {0x00101050, "InsurancePlanIdentification", PLAN},
    {0x00101060, "PatientMotherBirthName", PERSON},
    {0x00101080, "MilitaryRank", NULL},
    {0x00101090, "MedicalRecordLocator", RECORD},
    {0x00102150, "CountryOfResidence", NULL},
    {0x00102152, "RegionOfResidence", NULL},
    {0x00102154, "PatientTelephoneNumbers", PHONE},
    {0x00102155, "PatientTelecomInformation", PHONE},
    {0x00102160, "EthnicGroup", NULL},
    {0x00102180, "Occupation", NULL},
    {0x001021b0, "AdditionalPatientHistory", NULL},
    {0x001021f0, "PatientReligiousPreference", NULL},
    {0x00102297, "ResponsiblePerson", PERSON},
    {0x00102299, "ResponsibleOrganization", NULL},
    {0x00104000, "PatientComments", NULL},
    {0x00181000, "DeviceSerialNumber", SERIAL},
    {0x00181030, "ProtocolName", NULL},
    {0x00200010, "StudyID", NULL},
    {0x00204000, "ImageComments", NULL},
    {0x00321032, "RequestingPhysician", PERSON},
    {0x00380010, "AdmissionID", RECORD},
    {0x00380400, "PatientInstitutionResidence", ADDRESS},
    {0x00380500, "PatientState", NULL},
    {0x00384000, "VisitComments", NULL},
    {0x00400006, "ScheduledPerformingPhysicianName", PERSON},
    {0x00402016, "PlacerOrderNumber", RECORD},
    {0x00402017, "FillerOrderNumber", RECORD},
    {0x00402400, "ImagingServiceRequestComments", NULL},
    {0x0040a075, "VerifyingObserverName", PERSON},
    {0x0040a123, "PersonName", PERSON},
    {0x00700084, "ContentCreatorName", PERSON},
    {0x40080042, "ResultsIDIssuer", NULL},
    {0x40080114, "PhysicianApprovingInterpretation", PERSON},
};

static int compare(const void *key, const void *element)
{
    uint32_t tag = *(const uint32_t *)key, other = ((const struct dicom_tag *)element)->tag;

    return (tag > other) - (tag < other);
}

const struct dicom_tag *dicom_tag_find(uint32_t tag)
{
    return bsearch(&tag, tags, ARRAY_LEN(tags), sizeof *tags, compare);
}
